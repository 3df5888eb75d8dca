import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import type { ObjectProperty } from 'oxc-parser';

/** A code that a package can answer or report. */
export interface ErrorCode {
  readonly code: string;
  /** The category that its table gives it; undefined where it is one issue of an input or of metadata. */
  readonly category: string | undefined;
}

const category = /^(?:malformed|invalid|stale|too_large|unsupported|unauthenticated|forbidden|not_found|conflict|locked|limited|unavailable|internal)$/u;
const key = /^[A-Z][A-Z0-9_]{2,}$/u;
const literal = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/u;

/** Texts of that form that are no codes: names of the environment, of SQLite and Node, and of YAML tokens. */
const others = /^(?:OBJECTOS_|DATABASE_URL$|ERR_|HPE_|SQLITE_|QUOTE_)/u;

/** The codes of every package by its name, sorted: those of its table, the faults that its code makes without one, and codes that no table has. */
export function errorCodes(root: string): ReadonlyMap<string, readonly ErrorCode[]> {
  const tables = new Map(globSync('packages/*/*/src/errors.ts', { cwd: root }).map((path) => [packageAt(root, path), tabled(readFileSync(join(root, path), 'utf8'))]));
  const known = new Set([...tables.values()].flatMap((codes) => codes.map(({ code }) => code)));
  const all = new Map(tables);
  for (const path of globSync('packages/*/*/src/**/*.ts', { cwd: root })) {
    if (/\.(?:test|contract|bench)\.ts$|\/errors\.ts$/u.test(path)) continue;
    const name = packageAt(root, path);
    const loose = used(readFileSync(join(root, path), 'utf8')).filter((each) => each.category !== undefined || !known.has(each.code));
    if (loose.length > 0) all.set(name, [...(all.get(name) ?? []), ...loose]);
  }
  return new Map([...all].map(([name, codes]) => [name, distinct(codes)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function packageAt(root: string, path: string): string {
  return (JSON.parse(readFileSync(join(root, path.replace(/\/src\/.*$/u, '/package.json')), 'utf8')) as { readonly name: string }).name;
}

/** The codes of an `errors.ts`: properties in capitals. */
function tabled(text: string): ErrorCode[] {
  const codes: ErrorCode[] = [];
  new Visitor({
    Property: ({ key: name, value }) => {
      if (name.type === 'Identifier' && key.test(name.name)) codes.push({ code: name.name, category: categoryIn(value as Node) });
    },
  }).visit(parseSync('errors.ts', text).program);
  return codes;
}

type Node = ObjectProperty['value'];

function categoryIn(value: Node): string | undefined {
  if (value.type === 'Literal') return typeof value.value === 'string' && category.test(value.value) ? value.value : undefined;
  if (value.type === 'ArrayExpression') return value.elements[0]?.type === 'Literal' ? categoryIn(value.elements[0]) : undefined;
  if (value.type !== 'ObjectExpression') return undefined;
  const said = value.properties.find((each) => each.type === 'Property' && each.key.type === 'Identifier' && each.key.name === 'category');
  return said?.type === 'Property' && said.value.type === 'Literal' ? categoryIn(said.value) : undefined;
}

/** Codes that stand as text in the code itself; `new Fault(code, category)` says the category too. */
function used(text: string): ErrorCode[] {
  const codes: ErrorCode[] = [];
  new Visitor({
    NewExpression: ({ arguments: [first, second] }) => {
      if (first?.type === 'Literal' && typeof first.value === 'string' && literal.test(first.value) && second?.type === 'Literal') codes.push({ code: first.value, category: categoryIn(second) });
    },
    Literal: ({ value }) => {
      if (typeof value === 'string' && literal.test(value) && !others.test(value)) codes.push({ code: value, category: undefined });
    },
  }).visit(parseSync('file.ts', text).program);
  return codes;
}

/** Each code once, with the category where one place says it. */
function distinct(codes: readonly ErrorCode[]): ErrorCode[] {
  const byCode = new Map<string, ErrorCode>();
  for (const each of codes) if (byCode.get(each.code)?.category === undefined) byCode.set(each.code, each);
  return [...byCode.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}
