import type { EditorSchema } from '@objectql/metadata';

/** A file for an editor, its path relative to the folder that is opened. */
export interface EditorFile {
  readonly path: string;
  readonly text: string;
}

type Settings = Readonly<Record<string, unknown>>;

const folder = '.vscode/objectos';

/** The schemas as files. */
export function schemaFiles(schemas: readonly EditorSchema[]): readonly EditorFile[] {
  return schemas.map(({ name, schema }) => ({ path: pathOf(name), text: `${JSON.stringify(schema, null, 2)}\n` }));
}

/**
 * The settings with the schemas entered for YAML (Red Hat's extension) and JSON; what else is there stays. Null where the present
 * text is no plain JSON: comments would be lost.
 */
export function settingsWith(schemas: readonly EditorSchema[], present: string | null): string | null {
  const settings = present === null ? {} : readSettings(present);
  if (settings === null) return null;
  const { 'yaml.schemas': yaml, 'json.schemas': json } = settingsFor(schemas);
  const ours = new Set(schemas.map(({ name }) => `./${pathOf(name)}`));
  const others = listIn(settings, 'json.schemas').filter((each) => !ours.has(String((each as { readonly url?: unknown }).url)));
  const merged = { ...settings, 'yaml.schemas': { ...mappingIn(settings, 'yaml.schemas'), ...yaml }, 'json.schemas': [...others, ...json] };
  return `${JSON.stringify(merged, null, 2)}\n`;
}

/** What a settings file must say. */
export function settingsFor(schemas: readonly EditorSchema[]): { readonly 'yaml.schemas': Readonly<Record<string, readonly string[]>>; readonly 'json.schemas': readonly { readonly fileMatch: readonly string[]; readonly url: string }[] } {
  const written = schemas.map(({ name, files }) => ({ url: `./${pathOf(name)}`, files }));
  const ofYaml = written.map(({ url, files }) => [url, files.filter((file) => !file.endsWith('.json'))] as const).filter(([, files]) => files.length > 0);
  return {
    'yaml.schemas': Object.fromEntries(ofYaml),
    'json.schemas': written.map(({ url, files }) => ({ fileMatch: files.filter((file) => file.endsWith('.json')), url })),
  };
}

function pathOf(name: string): string {
  return `${folder}/${name}.schema.json`;
}

function readSettings(text: string): Settings | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : null;
  } catch {
    return null; // JSON with comments, which this program does not write
  }
}

function mappingIn(settings: Settings, key: string): object {
  const value = settings[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function listIn(settings: Settings, key: string): readonly unknown[] {
  const value = settings[key];
  return Array.isArray(value) ? value : [];
}
