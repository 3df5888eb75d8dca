import type { Findings } from './findings.ts';
import type { Path } from './origin.ts';
import { systemFields } from './system-fields.ts';

const identifier = /^[a-z][A-Za-z0-9_]*$/u;
const longest = 60;

/** Verbs that every object has; no event or action may be called so. */
export const builtInVerbs = ['list', 'get', 'query', 'create', 'update', 'delete', 'history', 'read'] as const;

/** Methods that the SDK adds to those of every object. */
const sdkVerbs = ['all', 'pages', 'edit'];

/** Keys of the flat inputs of events and actions that are not the author's. */
const inputKeys = new Set(['id', 'revision']);

/** Names with a meaning in JavaScript on every value, or on a value that is awaited, called or turned into JSON. */
export function isTrap(name: string): boolean {
  return name in Object.prototype || name === 'prototype' || name === 'then' || name === 'toJSON';
}

/** What a name names, which decides what it must not be. */
export type NameOf = 'object' | 'field' | 'event' | 'action' | 'input' | 'effect';

/** Whether the name may be used; what is wrong with it becomes a fault. */
export function checkName(what: NameOf, name: string, findings: Findings, path: Path = []): boolean {
  const problem = problemOf(what, name);
  if (problem === undefined) return true;
  findings.fault('METADATA_NAME', `${labelFor(what)} name ${JSON.stringify(name)} ${problem}`, { path });
  return false;
}

function problemOf(what: NameOf, name: string): string | undefined {
  if (name.startsWith('_')) return 'begins with "_", which is reserved for the runtime; choose a name without it.';
  if (isTrap(name)) return 'is a name of JavaScript itself; choose another.';
  if (!identifier.test(name)) return `is not an identifier: a lower-case letter, then letters, digits or "_".${recased(name)}`;
  if (name.length > longest) return `has ${name.length} characters; at most ${longest} are allowed.`;
  if (what === 'field' && Object.hasOwn(systemFields, name)) return 'is a system field, which every record already has; choose another.';
  if (what === 'input' && inputKeys.has(name)) return 'is taken: every call on a record already has it; choose another.';
  if ((what === 'event' || what === 'action') && [...builtInVerbs, ...sdkVerbs].includes(name)) {
    return 'is a verb that every object already has; choose another.';
  }
  return undefined;
}

function recased(name: string): string {
  const candidate = snakeCase(name);
  return candidate !== name && identifier.test(candidate) && !isTrap(candidate) ? ` Write "${candidate}".` : '';
}

/** `ExpenseApproval` and `expense approval` become `expense_approval`. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/gu, '$1_$2')
    .replaceAll(/[\s.-]+/gu, '_')
    .toLowerCase();
}

/** `order_line` and `orderLine` become `Order line`. */
export function labelFor(name: string): string {
  const words = snakeCase(name).replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The regular English plural: `company` -> `companies`, `box` -> `boxes`, `order_line` -> `order_lines`. */
export function pluralOf(name: string): string {
  if (/[^aeiou]y$/u.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/u.test(name) ? `${name}es` : `${name}s`;
}
