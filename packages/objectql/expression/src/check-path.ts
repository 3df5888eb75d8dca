import { fieldOf, misspelling, nearestName, systemFields } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import type { Span } from './errors.ts';
import type { ExprType } from './expr.ts';
import { fieldExpr } from './field-expr.ts';
import type { MemberSyntax, Syntax } from './syntax.ts';
import { placed } from './typed.ts';
import type { CheckContext, Typed } from './typed.ts';

const ownAttributes: ReadonlyMap<string, ExprType> = new Map([['id', 'text'], ['kind', 'text'], ['roles', 'texts']]);

/** A field of the record, of the record that one of its lookups leads to, or an attribute of the actor. */
export function checkPath(syntax: MemberSyntax, context: CheckContext): Typed | null {
  const names: string[] = [syntax.name];
  let root: Syntax = syntax.of;
  for (; root.kind === 'member'; root = root.of) names.unshift(root.name);
  if (root.kind !== 'name') return context.report('EXPRESSION_UNSUPPORTED', { what: 'A member of anything but `record` and `actor`' }, syntax.at);
  if (root.name === 'actor') return checkAttribute(names, syntax.at, context);
  if (root.name === 'record') return checkField(names, syntax.at, context);
  return reportName(root.name, root.at, context);
}

/** A name alone is never a value. */
export function reportName(name: string, at: Span | undefined, context: CheckContext): null {
  const object = context.env.object;
  if (name === 'record' || name === 'actor') {
    return context.report('EXPRESSION_TYPE', { problem: `"${name}" alone is not a value` }, at, name === 'record' ? 'Write record.<field>.' : 'Write actor.id.');
  }
  const isField = object !== undefined && fieldOf(object, name) !== undefined;
  const nearest = isField ? `record.${name}` : nearestName(name, ['record', 'actor', 'true', 'false', 'null']);
  return context.report('EXPRESSION_NAME_UNKNOWN', { name }, at, nearest === undefined ? `For text, write ${JSON.stringify(name)}.` : `Did you mean ${nearest}?`);
}

function checkAttribute(names: readonly string[], at: Span | undefined, context: CheckContext): Typed | null {
  const name = names[0] ?? '';
  if (names.length > 1) return context.report('EXPRESSION_UNSUPPORTED', { what: `A member of actor.${name}` }, at);
  const known = ownAttributes.get(name) ?? context.env.attributes?.get(name);
  if (known !== undefined) return { expr: { kind: 'actor', type: known, name, ...placed(at) } };
  if (context.env.attributes === undefined) return { expr: { kind: 'actor', type: 'text', name, ...placed(at) }, open: true };
  const nearest = nearestName(name, [...ownAttributes.keys(), ...context.env.attributes.keys()]);
  return context.report('EXPRESSION_ATTRIBUTE_UNKNOWN', { name }, at, nearest === undefined ? undefined : `Did you mean actor.${nearest}?`);
}

function checkField(names: readonly string[], at: Span | undefined, context: CheckContext): Typed | null {
  const object = context.env.object;
  if (object === undefined) return context.report('EXPRESSION_NAME_UNKNOWN', { name: 'record' }, at, 'There is no record here; only `actor` may be used.');
  const [name = '', next] = names;
  const field = fieldOf(object, name);
  if (field === undefined) return reportField(object, name, at, context);
  if (next === undefined) return { expr: { ...fieldExpr(object, name), ...placed(at) }, field };
  if (field.type !== 'lookup') return context.report('EXPRESSION_TYPE', { problem: `"${name}" is not a lookup, so it has no field "${next}"` }, at);
  if (names.length > 2) return context.report('EXPRESSION_UNSUPPORTED', { what: 'A path through more than one lookup' }, at);
  const target = context.env.objects.get(field.object);
  if (target === undefined) return context.report('EXPRESSION_OBJECT_UNKNOWN', { field: name, object: field.object }, at, `Load the plugin that brings ${field.object}.`);
  const last = fieldOf(target, next);
  if (last === undefined) return reportField(target, next, at, context);
  return { expr: { ...fieldExpr(target, next, name), ...placed(at) }, field: last };
}

function reportField(object: ObjectDescriptor, name: string, at: Span | undefined, context: CheckContext): null {
  return context.report('EXPRESSION_FIELD_UNKNOWN', { name, object: object.name }, at, misspelling(name, [...Object.keys(object.fields), ...Object.keys(systemFields)]));
}
