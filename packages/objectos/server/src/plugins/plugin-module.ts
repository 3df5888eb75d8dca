import { existsSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatSource } from '@objectql/metadata';
import type { PluginSource } from '../app-config.ts';
import { reasonOfCode } from '../dev/code-issue.ts';
import { serverFault } from '../errors.ts';
import { issuesThrown } from '../thrown-issues.ts';

/** What a folder that is a plugin has in it. */
const moduleName = 'objectos.plugin.ts';

/** The query that tells one import of a plugin from the next; what the plugin imports from its own folder inherits it. */
const query = 'plugin';
let imports = 0;
let hooked = false;

/**
 * Imports a plugin anew, with whatever it imports from its own folder: code that was edited since is the code that runs. Node
 * keeps every module that it has ever imported, so each time costs the memory of that code. Throws a `Fault`.
 */
export async function importPlugin(place: string): Promise<PluginSource> {
  const path = existsSync(place) && statSync(place).isDirectory() ? join(place, moduleName) : place;
  if (!existsSync(path)) throw serverFault('PLUGIN_NOT_THERE', { place, name: moduleName });
  inheritQuery();
  let exported: { readonly default?: unknown };
  try {
    exported = (await import(`${pathToFileURL(path).href}?${query}=${++imports}`)) as typeof exported;
  } catch (error) {
    throw serverFault('PLUGIN_UNREADABLE', { place, reason: reasonsOf(error) }, { cause: error });
  }
  if (!isSource(exported.default)) throw serverFault('PLUGIN_UNREADABLE', { place, reason: 'it must export { manifest, from: import.meta.url, code } as default' });
  return exported.default;
}

/** Each with the file and the line where it is. */
function reasonsOf(error: unknown): string {
  const thrown = issuesThrown(error);
  if (thrown !== null) return thrown.map(({ message, source }) => `${message} (${formatSource(source)})`).join('\n');
  const { reason, source } = reasonOfCode(error);
  return source === null ? reason : `${reason} (${formatSource(source)})`;
}

function isSource(value: unknown): value is PluginSource {
  return typeof value === 'object' && value !== null && 'manifest' in value && 'from' in value && typeof value.from === 'string' && URL.canParse(value.from);
}

function inheritQuery(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const at = context.parentURL?.lastIndexOf(`?${query}=`) ?? -1;
      if (at < 0 || context.parentURL === undefined || found.url.includes('?') || found.url.includes('/node_modules/')) return found;
      const folder = `${dirname(context.parentURL.slice(0, at))}/`;
      return found.url.startsWith(folder) ? { ...found, url: found.url + context.parentURL.slice(at) } : found;
    },
  });
}
