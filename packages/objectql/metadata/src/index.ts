export type { Json, JsonObject } from './json.ts';
export { formatSource } from './source.ts';
export type { Source } from './source.ts';
export type { Checked, Issue } from './issue.ts';
export { counted } from './counted.ts';
export { messageText } from './message-text.ts';
export { metadataErrors } from './errors.ts';
export type { MetadataErrorCode } from './errors.ts';
export { MetadataError, formatIssue } from './metadata-error.ts';
export type {
  AutonumberField, BooleanField, DateField, DatetimeField, DecimalField, EmailField, FieldCommon, FieldDescriptor, FieldType,
  IntegerField, JsonField, LongTextField, LookupField, MoneyField, MultiSelectField, SelectField, SelectOption, TextField, UrlField,
} from './field-descriptor.ts';
export type { IndexDescriptor, ObjectDescriptor, ValidationRule } from './object-descriptor.ts';
export type {
  ActionDescriptor, ConditionDescriptor, EffectDescriptor, FlowDescriptor, StateDescriptor, TransitionDescriptor,
} from './flow-descriptor.ts';
export type { PermissionRule, RoleDescriptor } from './role-descriptor.ts';
export type { PluginDescriptor } from './plugin-descriptor.ts';
export { fieldNamesOf, fieldOf, systemFields } from './system-fields.ts';
export type { UnreadMetadata } from './unread-metadata.ts';
export type { SystemFieldName } from './system-fields.ts';
export { descriptorsOf } from './metadata-reader.ts';
export type { DescriptorByKind, MetadataReader } from './metadata-reader.ts';
export type { Key, Row } from './record.ts';

export { f } from './field-builders.ts';
export type { ChoiceOf, FieldOptions, Made } from './field-builders.ts';
export type { AnyField, Field, FieldMap, FieldTypes, InputOf, TypesOf, ValueOf } from './field.ts';
export { defineObject } from './define-object.ts';
export type { ObjectDefinition, TypedObject } from './define-object.ts';
export { defineFlow } from './define-flow.ts';
export type { FlowDefinition, FlowTypes, StateDefinition, TransitionDefinition, TypedFlow } from './define-flow.ts';
export { defineRole } from './define-role.ts';
export type { RoleDefinition, RuleDefinition } from './define-role.ts';
export { defineAction } from './define-action.ts';
export type { ActionDefinition, ActionTypes, TypedAction } from './define-action.ts';
export { defineApp } from './define-app.ts';
export type { App, AppShape, DefinedApp, EventInput, NoInput, ObjectShape, ShapeOf } from './define-app.ts';
export type { ChangesOf, CreateInputOf, FieldsInput, LookupsOf, NameOf, RecordOf, SystemRecord, UpdateInputOf } from './record-types.ts';

export { parseObject } from './parse-object.ts';
export { parseFlow } from './parse-flow.ts';
export { parseRole } from './parse-role.ts';
export { parseAction } from './parse-action.ts';
export { builtInVerbs, labelFor, pluralOf, snakeCase } from './names.ts';
export { misspelling, nearestName } from './nearest-name.ts';
export { adviceIn } from './advice.ts';
export type { Advice, Fix } from './advice.ts';
export { decimalText } from './decimal-text.ts';
export { fieldJsonSchema } from './field-json-schema.ts';
export type { FieldSchemaOptions } from './field-json-schema.ts';
export { parseFlowYaml, parseMetadataJson, parseMetadataYaml } from './parse-text.ts';
export type { Kind } from './parse-text.ts';
export { quoteOperators } from './quote-operators.ts';
export type { QuotedText } from './quote-operators.ts';
export { readYaml } from './yaml-document.ts';
export { readJson } from './json-document.ts';
export type { Document } from './document.ts';
export type { Origin, Path } from './origin.ts';
export { loadManifest } from './load-manifest.ts';
export type { ManifestOptions } from './load-manifest.ts';
export type { ImportedMetadata } from './manifest-import.ts';
export { checkMetadata, resolveMetadata } from './check-metadata.ts';
export type { KnownMetadata } from './loaded-set.ts';
export { mergeRoles } from './merge-roles.ts';
export { canonicalJson } from './canonical-json.ts';
export { digestOf } from './digest.ts';
export { differenceOf } from './difference.ts';
export type { Difference } from './difference.ts';
export { editorSchemas } from './editor-schemas.ts';
export type { EditorSchema, KnownNames } from './editor-schemas.ts';
export { metadataKinds } from './metadata-kinds.ts';
export type { MetadataKind } from './metadata-kinds.ts';
