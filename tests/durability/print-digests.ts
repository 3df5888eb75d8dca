import { hash } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openApp } from '@objectos/server';
import type { AppConfig } from '@objectos/server';
import { digestOf } from '@objectql/metadata';

/*
 * `node print-digests.ts <config> <data>`: loads an app and prints, as one line of JSON, the version of its snapshot and the
 * digest of each of its descriptors, and what of this machine could have had a say in them.
 */
const [config = '', data = ''] = process.argv.slice(2);
const { default: loaded } = (await import(pathToFileURL(config).href)) as { readonly default: AppConfig };
const app = await openApp(loaded, { data, synchronous: 'NORMAL' });
const { snapshot } = app.kernel;
const digests = ['object', 'flow', 'role', 'action'].flatMap((kind) =>
  [...snapshot.metadata(kind)].map(([name, descriptor]) => [`${kind} ${name}`, digestOf(descriptor, (text) => hash('sha256', text))] as const),
);
const machine = {
  runtime: dirname(fileURLToPath(import.meta.resolve('@objectos/server'))),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  locale: Intl.DateTimeFormat().resolvedOptions().locale,
};
process.stdout.write(`${JSON.stringify({ version: snapshot.version, digests: Object.fromEntries(digests), machine })}\n`);
await app.stop();
