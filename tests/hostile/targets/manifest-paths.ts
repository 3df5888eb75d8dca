import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importerFrom } from '../../../packages/objectos/server/src/import-metadata.ts';
import type { Target } from '../target.ts';

const secret = 'of another folder';

/** What a manifest imports: from its own folder, or from a package that is installed, and from nowhere else. */
export function open(): Target {
  const outside = mkdtempSync(join(tmpdir(), 'objectos-paths-'));
  const folder = join(outside, 'plugin');
  mkdirSync(join(folder, 'flows'), { recursive: true });
  mkdirSync(join(outside, 'plugin-of-another'));
  writeFileSync(join(folder, 'flows/own.flow.yml'), 'name: Own');
  for (const place of ['secret.yml', 'plugin-of-another/secret.yml']) writeFileSync(join(outside, place), secret);
  for (const place of ['secret.mjs', 'plugin-of-another/secret.mjs', 'secret.cjs']) writeFileSync(join(outside, place), place.endsWith('.cjs') ? `module.exports = { told: '${secret}' };` : `export const told = '${secret}';`);
  symlinkSync(join(outside, 'secret.yml'), join(folder, 'flows/link.yml'));
  symlinkSync(outside, join(folder, 'up'));
  symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
  const load = importerFrom(pathToFileURL(join(folder, 'plugin.manifest.mjs')).href);
  return {
    words: ['./', '../', '..', '/', '\\', '%2e%2e', '%2f', 'flows/', 'own.flow.yml', 'link.yml', 'up/', 'secret.yml', 'secret.mjs', 'secret.cjs', 'plugin-of-another/', 'file://', outside, folder, pathToFileURL(outside).href, '@objectql/schemas/', 'node:fs', '?', '#', '\0', 'data:text/javascript,export const told = "of another folder"'],
    async attack(input) {
      const specifier = input.replaceAll('OUTSIDE', outside).replaceAll('FOLDER', folder);
      const brought = await load(specifier).catch(() => undefined);
      const text = brought === undefined ? '' : JSON.stringify(brought.kind === 'text' ? brought.text : { ...brought.exports });
      if (text.includes(secret)) throw new Error(`${specifier} leads out of the folder`);
      return brought !== undefined;
    },
    close: async () => rmSync(outside, { recursive: true, force: true }),
  };
}
