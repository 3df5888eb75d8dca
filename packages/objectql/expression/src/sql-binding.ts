import type { Json } from '@objectql/metadata';
import type { Actor } from './actor.ts';
import { actorValue } from './actor-value.ts';
import { canonicalDecimal, roundedUnits } from './decimal.ts';
import type { SqlBinding, ValueForm } from './sql-dialect.ts';
import { prefixEnd } from './text-order.ts';

/** What a statement can be given. `undefined` stands for "after all text": the end of a prefix that has none. */
export type BoundValue = string | number | bigint | boolean | null | undefined;

/** Reads a binding's value from the arguments of an execution; made once per statement. */
export function bindingReader(binding: SqlBinding): (args: readonly Json[], actor: Actor) => BoundValue {
  const { form } = binding;
  if (binding.kind === 'literal') {
    const value = inForm(binding.value, form);
    return () => value;
  }
  if (binding.kind === 'param') {
    const { index } = binding;
    return (args) => inForm(args[index] ?? null, form);
  }
  const { name } = binding;
  if (name === 'roles') return (_args, actor) => textsJson(actor.roles);
  return (_args, actor) => inForm(actorValue(actor, name, form.type), form);
}

/**
 * A JSON value as SQL sees it: numbers as units, lists as JSON text, the rest as it is. Throws for a number's place that is
 * given something else: arguments are checked where they come in, and a guess would answer another question.
 */
export function inForm(value: Json, form: ValueForm): BoundValue {
  if (value === null) return null;
  if (form.type === 'integer' || form.type === 'decimal') return units(value, form);
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return JSON.stringify(value);
  return form.prefixEnd === true ? (prefixEnd(value) ?? undefined) : value;
}

function units(value: Json, form: ValueForm): number | bigint {
  const scale = form.scale ?? 0;
  if (typeof value === 'number' && scale === 0 && Number.isSafeInteger(value)) return value;
  const text = canonicalDecimal(value);
  if (text === undefined) throw new TypeError('A number of at most 18 digits was expected for a parameter of a statement.');
  const exact = roundedUnits(text, scale, form.rounding ?? 'exact');
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

const jsonOfTexts = new WeakMap<readonly string[], string>();

/** Callers are kept by identity for as long as their token is, so their roles are written once. */
function textsJson(texts: readonly string[]): string {
  let json = jsonOfTexts.get(texts);
  if (json === undefined) jsonOfTexts.set(texts, (json = JSON.stringify(texts)));
  return json;
}
