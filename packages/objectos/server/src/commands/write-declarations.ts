import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { exitCode, textOption } from '../command.ts';
import type { Command } from '../command.ts';
import { declarationsOf } from '../declarations.ts';
import { loadConfig } from '../load-config.ts';
import { loadPlugins, runtimeObjects } from '../load-plugins.ts';
import { MetadataFault } from '../metadata-error.ts';
import { writeOut } from '../write-out.ts';

export const command: Command = {
  name: 'types',
  summary: 'Writes the TypeScript declarations of an app, for its clients.',
  usage: ['[app] --out <file>', '[app] --check        exit code 2 where the file is not up to date'],
  words: 1,
  options: {
    out: { type: 'string', help: 'The file (default: objectos.types.ts beside the config).' },
    check: { type: 'boolean', help: 'Write nothing; say whether the file is up to date.' },
  },
  async run(given, [app]) {
    const { config, path } = await loadConfig(app);
    const loaded = await loadPlugins(config.plugins);
    if (!loaded.ok) throw new MetadataFault(loaded.issues, config.plugins);
    const text = declarationsOf(loaded.value, runtimeObjects);
    const out = resolve(textOption(given, 'out') ?? join(dirname(path), 'objectos.types.ts'));
    const present = await readFile(out, 'utf8').catch(() => null);
    if (given['check'] === true) {
      process.stdout.write(present === text ? 'Up to date.\n' : `${out} is not up to date; run "objectos types".\n`);
      return present === text ? exitCode.ok : exitCode.findings;
    }
    if (present !== text) writeOut(out, text);
    process.stdout.write(`${present === text ? 'Up to date' : 'Wrote'}: ${out}\n`);
    return exitCode.ok;
  },
};
