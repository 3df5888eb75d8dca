import { membersOf } from './interface-members.ts';
import { conditionKeys, fieldOptions, fieldTypes, keysAt } from './metadata-keys.ts';

/** A table of a page that is made from the code. It stands between `<!-- from the code: name -->` and `<!-- end -->`. */
export interface GeneratedTable {
  readonly page: string;
  readonly name: string;
  lines(this: void): readonly string[];
}

const root = `${import.meta.dirname}/../..`;
const metadata = 'docs/reference/metadata.md';
const mcp = 'docs/reference/mcp.md';
const sdk = 'docs/reference/sdk.md';
const client = `${root}/packages/objectos/client/src`;

/** Every table that is made from the code. */
export const generatedTables: readonly GeneratedTable[] = [
  { page: metadata, name: 'field options', lines: fieldOptionLines },
  ...[
    ['object'], ['object', 'indexes'], ['object', 'rules'], ['object', 'audit'], ['flow'], ['flow', 'states'], ['flow', 'states', 'on'],
    ['action'], ['role'], ['role', 'rules'], ['manifest'],
  ].map(([kind = '', ...path]): GeneratedTable => ({
    page: metadata,
    name: [kind, ...path].join(' '),
    lines: () => table(['key', ''], keysAt(kind, ...path).map(({ name, required, meaning }) => [`\`${name}\`${required ? ', required' : ''}`, meaning])),
  })),
  { page: metadata, name: 'condition', lines: () => table(['key', ''], conditionKeys().map(({ name, meaning }) => [`\`${name}\``, meaning])) },
  ...(['AppConfig', 'PluginSource', 'AppHost'] as const).map((name) => interfaceTable({ page: metadata, name, file: `${root}/packages/objectos/server/src/app-config.ts` })),
  interfaceTable({ page: metadata, name: 'Plugin', file: `${root}/packages/objectos/kernel/src/plugin.ts` }),
  interfaceTable({ page: metadata, name: 'Lifetime', file: `${root}/packages/objectos/kernel/src/plugin.ts` }),
  interfaceTable({ page: metadata, name: 'Operation', file: `${root}/packages/objectos/kernel/src/operation.ts` }),
  interfaceTable({ page: metadata, name: 'ActionSubject', file: `${root}/packages/objectos/flow/src/action-handler.ts` }),
  interfaceTable({ page: metadata, name: 'EffectCall', file: `${root}/packages/objectos/flow/src/effect-handler.ts` }),
  interfaceTable({ page: mcp, name: 'Resource', file: `${root}/packages/objectos/mcp/src/resource.ts` }),
  interfaceTable({ page: mcp, name: 'Confirmation', file: `${root}/packages/objectos/mcp/src/confirmation.ts` }),
  ...(['ClientOptions', 'Patience', 'CallOptions', 'WriteOptions'] as const).map((name) => interfaceTable({ page: sdk, name, file: `${client}/client-options.ts` })),
];

function interfaceTable({ page, name, file }: { readonly page: string; readonly name: string; readonly file: string }): GeneratedTable {
  const lines = (): readonly string[] => {
    const members = membersOf(file, name);
    const mark = members.some(({ optional }) => optional);
    return table(['name', ''], members.map((member) => [`\`${member.name}\`${mark && !member.optional ? ', required' : ''}`, member.doc]));
  };
  return { page, name, lines };
}

function fieldOptionLines(): readonly string[] {
  const all = fieldTypes();
  const takers = (types: readonly string[]): string => {
    const others = all.filter((type) => !types.includes(type));
    if (others.length === 0) return 'all';
    return others.length < types.length ? `all but ${named(others)}` : named(types);
  };
  return table(['option', 'fields', ''], fieldOptions().map(({ name, required, types, meaning }) => [`\`${name}\`${required ? ', required' : ''}`, takers(types), meaning]));
}

function named(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [rowOf(head), `|${'---|'.repeat(head.length)}`, ...rows.map(rowOf)];
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Text as a cell shows it: what Markdown would take for its own is escaped, but for code. */
function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).split(/(`[^`]*`)/u).map((part) => (part.startsWith('`') ? part : part.replaceAll(/[<*]/gu, String.raw`\$&`))).join('');
}

const marks = (name: string): { readonly begin: string; readonly end: string } => ({ begin: `<!-- from the code: ${name} -->\n`, end: '<!-- end -->' });

/** What the page has between the marks of a table; undefined where it has no such marks. */
export function writtenLines(text: string, name: string): readonly string[] | undefined {
  const { begin, end } = marks(name);
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  return from < 0 || to < 0 ? undefined : text.slice(from + begin.length, to).split('\n').slice(0, -1);
}

/** The page with these lines in the table's place. */
export function withLines(text: string, name: string, lines: readonly string[]): string {
  const { begin, end } = marks(name);
  const from = text.indexOf(begin);
  if (from < 0) return text;
  return `${text.slice(0, from + begin.length)}${lines.join('\n')}\n${text.slice(text.indexOf(end, from))}`;
}
