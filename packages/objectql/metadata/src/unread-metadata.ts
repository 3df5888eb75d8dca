import type { Findings } from './findings.ts';
import type { ManifestOptions } from './load-manifest.ts';
import { readJson } from './json-document.ts';
import type { Source } from './source.ts';
import { readYaml } from './yaml-document.ts';

/** Metadata of a kind that some plugin defines, as its author wrote it. Its kind reads it when all plugins are together. */
export interface UnreadMetadata {
  readonly kind: string;
  readonly value: unknown;
  readonly source: Source;
}

/** What a manifest says under `metadata`: lists by kind, of values and of imports of them. */
export async function unreadMetadata(written: Readonly<Record<string, readonly unknown[]>>, load: ManifestOptions['import'], findings: Findings): Promise<readonly UnreadMetadata[]> {
  const found: UnreadMetadata[] = [];
  for (const [kind, entries] of Object.entries(written)) {
    for (const [index, entry] of entries.entries()) found.push(...await unreadIn(entry, kind, { load, at: findings.at('metadata', kind, index) }));
  }
  return found;
}

async function unreadIn(entry: unknown, kind: string, { load, at }: { load: ManifestOptions['import']; at: Findings }): Promise<readonly UnreadMetadata[]> {
  const specifier: unknown = typeof entry === 'object' && entry !== null && Object.hasOwn(entry, 'import') ? (entry as { import?: unknown }).import : undefined;
  if (typeof specifier !== 'string') return [{ kind, value: entry, source: at.source() }];
  try {
    const imported = await load(specifier);
    if (imported.kind === 'text') return textual(imported, kind, at);
    const values = Object.entries(imported.exports).filter(([, value]) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind);
    if (values.length === 0) at.fault('METADATA_IMPORT', `${imported.file} exports no ${kind}.`, { hint: `Export a value with kind: '${kind}'.` });
    const distinct = new Map(values.map(([name, value]) => [value, name]));
    return Array.from(distinct, ([value, path]) => ({ kind, value, source: { file: imported.file, path } }));
  } catch (error) {
    at.fault('METADATA_IMPORT', `Cannot import ${JSON.stringify(specifier)}: ${error instanceof Error ? error.message : String(error)}`, { path: ['import'] });
    return [];
  }
}

function textual({ file, text }: { readonly file: string; readonly text: string }, kind: string, at: Findings): readonly UnreadMetadata[] {
  const isYaml = /\.ya?ml$/u.test(file);
  if (!isYaml && !file.endsWith('.json')) {
    at.fault('METADATA_IMPORT', `${file} is neither YAML nor JSON by its name.`, { hint: 'Name it .yml, .yaml or .json.' });
    return [];
  }
  const document = isYaml ? readYaml(text, file) : readJson(text, file);
  at.add(document.issues);
  return document.ok ? [{ kind, value: document.value.value, source: { file } }] : [];
}
