import type { Json } from '@objectql/metadata';
import type { Actor } from './actor.ts';
import { canonicalDecimal } from './decimal.ts';
import type { ExprType } from './expr.ts';
import { canonicalDate, canonicalDatetime } from './temporal.ts';
import { isStorableText } from './text-order.ts';

/**
 * An attribute of the caller as a value of that type, null where it is missing or of another type. Every back end reads
 * the caller through this, so they cannot disagree on what an attribute is.
 */
export function actorValue(actor: Actor, name: string, type: ExprType): Json {
  if (name === 'id') return actor.id;
  if (name === 'roles') return actor.roles;
  if (name === 'kind') return actor.kind;
  const { attributes } = actor;
  const value = attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : null;
  return value === undefined || value === null ? null : conform(value, type);
}

function conform(value: Json, type: ExprType): Json {
  switch (type) {
    case 'decimal':
      return canonicalDecimal(value) ?? null;
    case 'integer':
      return Number.isSafeInteger(value) ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'texts':
      return Array.isArray(value) && value.every((each) => typeof each === 'string' && isStorableText(each)) ? value : null;
    case 'text':
    case 'date':
    case 'datetime':
      return typeof value === 'string' && isStorableText(value) ? conformText(value, type) : null;
    case 'json':
    case 'null':
      break;
  }
  return null;
}

function conformText(value: string, type: 'text' | 'date' | 'datetime'): Json {
  if (type === 'text') return value;
  return (type === 'date' ? canonicalDate(value) : canonicalDatetime(value)) ?? null;
}
