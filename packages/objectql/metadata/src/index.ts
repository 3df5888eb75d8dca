export type { Json, JsonObject } from './json.ts';
export { formatSource } from './source.ts';
export type { Source } from './source.ts';
export type { Checked, Issue } from './issue.ts';
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
export { fieldOf, systemFields } from './system-fields.ts';
export type { SystemFieldName } from './system-fields.ts';
export { descriptorsOf } from './metadata-reader.ts';
export type { DescriptorByKind, MetadataReader } from './metadata-reader.ts';
export type { Key, Row } from './record.ts';
