import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { editorSchemas } from '@objectql/metadata';
import type { KnownNames, PluginDescriptor } from '@objectql/metadata';
import { exitCode, textOption } from '../command.ts';
import type { Command } from '../command.ts';
import { composeUnopened } from '../compose.ts';
import { schemaFiles, settingsFor, settingsWith } from '../editor-files.ts';
import type { EditorFile } from '../editor-files.ts';
import { loadConfig } from '../load-config.ts';
import { reviewPlugins, runtimeObjects } from '../load-plugins.ts';
import { writeOut } from '../write-out.ts';

export const command: Command = {
  name: 'schemas',
  summary: 'Writes JSON Schemas of metadata for editors, and tells them which files they are for.',
  usage: ['[app]', '[app] --check      exit code 2 where they are not up to date'],
  words: 1,
  options: {
    out: { type: 'string', help: 'The folder that is opened in the editor (default: the folder of the config).' },
    check: { type: 'boolean', help: 'Write nothing; say whether the files are up to date.' },
  },
  async run(given, [app]) {
    const { config, path } = await loadConfig(app);
    const out = resolve(textOption(given, 'out') ?? dirname(path));
    const { plugins, complete } = await reviewPlugins(config.plugins);
    const schemas = editorSchemas(namesIn(plugins, complete ? composeUnopened(config, plugins).snapshot.operations() : []));
    const settingsPath = join(out, '.vscode/settings.json');
    const present = existsSync(settingsPath) ? readFileSync(settingsPath, 'utf8') : null;
    const settings = settingsWith(schemas, present);
    const files: EditorFile[] = [...schemaFiles(schemas), ...(settings === null ? [] : [{ path: '.vscode/settings.json', text: settings }])];
    const stale = files.filter((file) => !isUpToDate(out, file));
    if (given['check'] === true) {
      for (const file of stale) process.stdout.write(`${file.path} is not up to date.\n`);
      return stale.length > 0 ? exitCode.findings : exitCode.ok;
    }
    for (const { path: name, text } of stale) writeOut(join(out, name), text);
    process.stdout.write(stale.length === 0 ? 'Everything is up to date.\n' : `${stale.map((file) => `Wrote ${file.path}.`).join('\n')}\n`);
    if (settings === null) process.stdout.write(`.vscode/settings.json has comments and was left as it is; let it say:\n${JSON.stringify(settingsFor(schemas), null, 2)}\n`);
    return exitCode.ok;
  },
};

/** What is worth suggesting while one types. */
function namesIn(plugins: readonly PluginDescriptor[], operations: readonly { readonly name: string }[]): KnownNames {
  const objects = [...runtimeObjects, ...plugins.flatMap((plugin) => plugin.objects)];
  const spoken = objects.filter(({ internal }) => internal !== true).flatMap(({ name, plural }) => [name, plural]);
  return {
    objects: sorted(spoken),
    roles: sorted(plugins.flatMap((plugin) => plugin.roles.map(({ name }) => name))),
    operations: operations.map(({ name }) => name),
  };
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}

function isUpToDate(out: string, { path, text }: EditorFile): boolean {
  const file = join(out, path);
  return existsSync(file) && readFileSync(file, 'utf8') === text;
}
