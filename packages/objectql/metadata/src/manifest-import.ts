import type { Findings } from './findings.ts';
import type { Checked, Issue } from './issue.ts';
import { formatPath } from './origin.ts';
import { parseMetadataJson, parseMetadataYaml, parsers } from './parse-text.ts';
import type { Kind } from './parse-text.ts';
import type { DescriptorByKind } from './metadata-reader.ts';
import { describe } from './shape.ts';
import type { Source } from './source.ts';

/** What an import brings: the text of a YAML or JSON file, or what a module exports. */
export type ImportedMetadata =
  | { readonly kind: 'text'; readonly file: string; readonly text: string }
  | { readonly kind: 'module'; readonly file: string; readonly exports: Readonly<Record<string, unknown>> };

interface Entry {
  import(this: void, specifier: string): Promise<ImportedMetadata>;
  /** The entry's place in the manifest. */
  readonly origin: Findings;
}

/** The descriptors of one entry of a manifest: an inline one, or those that `{import: specifier}` brings. */
export async function resolveEntry<K extends Kind>(entry: unknown, kind: K, { import: load, origin }: Entry): Promise<Checked<DescriptorByKind[K][]>> {
  const specifier = specifierOf(entry);
  if (specifier === undefined) return listed([parsers[kind](entry, { source: (path) => origin.source(path) })]);
  if (typeof specifier !== 'string' || Object.keys(entry as object).length > 1) {
    const message = typeof specifier === 'string' ? 'An import has no other keys.' : `Expected the specifier of an import, found ${describe(specifier)}.`;
    return refusal({ code: 'METADATA_SHAPE', severity: 'fault', message, source: origin.source(['import']) });
  }
  try {
    return descriptorsIn(await load(specifier), kind, origin.source(['import']));
  } catch (error) {
    return importFault(error, specifier, origin.source(['import']));
  }
}

function specifierOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && Object.hasOwn(entry, 'import') ? (entry as { import?: unknown }).import : undefined;
}

/** A module brings every descriptor of the kind that it exports, each once. */
function descriptorsIn<K extends Kind>(imported: ImportedMetadata, kind: K, source: Source): Checked<DescriptorByKind[K][]> {
  const { file } = imported;
  if (imported.kind === 'text') {
    if (/\.ya?ml$/u.test(file)) return listed([parseMetadataYaml(imported.text, file, kind)]);
    if (file.endsWith('.json')) return listed([parseMetadataJson(imported.text, file, kind)]);
    return refusal({ code: 'METADATA_IMPORT', severity: 'fault', message: `${file} is neither YAML nor JSON by its name.`, source, hint: 'Name it .yml, .yaml or .json.' });
  }
  const found = new Map<unknown, string>();
  for (const [name, value] of Object.entries(imported.exports)) {
    if (isOfKind(value, kind) && (!found.has(value) || found.get(value) === 'default')) found.set(value, name);
  }
  if (found.size > 0) return listed(Array.from(found, ([value, name]) => parsers[kind](value, { source: (path) => ({ file, path: formatPath([name, ...path]) }) })));
  const names = Object.keys(imported.exports).join(', ');
  return refusal({ code: 'METADATA_IMPORT', severity: 'fault', message: `${file} exports no ${kind}.`, source, hint: names === '' ? `Export what define${capitalised(kind)} answers.` : `It exports ${names}.` });
}

function isOfKind(value: unknown, kind: Kind): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'kind') && (value as { kind?: unknown }).kind === kind;
}

/** A module whose own metadata is not valid throws its issues: they are told with the file that was imported. */
function importFault(error: unknown, specifier: string, source: Source): Checked<never> {
  const issues = issuesOf(error);
  if (issues !== undefined) return { ok: false, issues: issues.map((issue) => Object.assign({}, issue, { source: { file: specifier, path: placeOf(issue.source) } })) };
  const reason = error instanceof Error ? error.message : String(error);
  return refusal({ code: 'METADATA_IMPORT', severity: 'fault', message: `Cannot import ${JSON.stringify(specifier)}: ${reason}`, source });
}

function issuesOf(error: unknown): readonly Issue[] | undefined {
  return error instanceof Error && 'issues' in error && Array.isArray(error.issues) ? (error.issues as readonly Issue[]) : undefined;
}

function placeOf({ file, path }: Source): string {
  return path === undefined ? file : `${file}: ${path}`;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function listed<T>(all: readonly Checked<T>[]): Checked<T[]> {
  const issues = all.flatMap((each) => each.issues);
  if (all.every((each) => each.ok)) return { ok: true, value: all.map(({ value }) => value), issues };
  const values = all.map((each) => (each.ok ? each.value : each.partial)).filter((value) => value !== undefined);
  return values.length === all.length ? { ok: false, issues, partial: values } : { ok: false, issues };
}

function refusal(issue: Issue): Checked<never> {
  return { ok: false, issues: [issue] };
}
