import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import { BootFault, Fault, toFault } from '@objectos/kernel';
import type { Platform } from '@objectos/kernel';
import { allowedOrigins } from '../allowed-origins.ts';
import { createAppHost } from '../app-host.ts';
import { UsageError, exitCode, textOption } from '../command.ts';
import type { Command } from '../command.ts';
import { openApp } from '../compose.ts';
import type { RunningApp } from '../compose.ts';
import { changesOf } from '../dev/app-changes.ts';
import { AppVersions } from '../dev/app-versions.ts';
import type { AppVersion } from '../dev/app-versions.ts';
import { FileWatch } from '../dev/file-watch.ts';
import { declarationsName, freshenDeclarations } from '../dev/fresh-declarations.ts';
import { replaceApp } from '../dev/replace-app.ts';
import { containFailures } from '../plugins/contain-failures.ts';
import { createNodePlatform } from '../node-platform.ts';
import { probeAddress, serveApp } from '../serve-app.ts';
import { announce, command as start, portOf, stopSignal, urlsOf } from './start.ts';

export const command: Command = {
  name: 'dev',
  summary: 'Serves an app and follows its files: what is saved is served.',
  usage: ['[app]', '[app] --port 4000 --host 127.0.0.1 --data <folder>'],
  words: 1,
  options: start.options,
  async run(given, words) {
    const [place = '.'] = words;
    const listening = { port: portOf(given), urls: urlsOf(given), host: textOption(given, 'host') ?? '127.0.0.1' };
    haveModules();
    const folder = folderOf(place);
    const versions = new AppVersions(place, textOption(given, 'data'));
    const watch = new FileWatch([folder], (path) => path === join(folder, declarationsName));
    const stopped = stopSignal().then(() => watch.close());
    try {
      const first = await firstThatHolds(versions, watch);
      if (first !== null) await serve(first, { versions, watch, stopped, listening: { ...listening, origins: allowedOrigins(given, first.loaded.config) } });
    } finally {
      watch.close();
      await versions.close();
    }
    return exitCode.ok;
  },
};

interface Session {
  readonly versions: AppVersions;
  readonly watch: FileWatch;
  readonly stopped: Promise<void>;
  readonly listening: { readonly port: number; readonly host: string; readonly urls: readonly string[]; readonly origins: readonly string[] };
}

/** Code that can be let go of takes a flag of Node: without it this process becomes one with it. */
function haveModules(): void {
  if (typeof vm.SourceTextModule === 'undefined') {
    process.execve?.(process.execPath, [process.execPath, ...process.execArgv, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...process.argv.slice(1)], process.env);
    throw new UsageError('objectos dev runs on Linux and macOS; elsewhere run node with --experimental-vm-modules.');
  }
  // Compiled code that nobody has any more would stay in V8's cache until memory is short.
  setFlagsFromString('--no-compilation-cache');
}

function folderOf(place: string): string {
  const path = resolve(place);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`There is nothing at ${place}.`);
  return found.isDirectory() ? path : dirname(path);
}

/** Waits for files that make an app; null when told to stop before there are any. */
async function firstThatHolds(versions: AppVersions, watch: FileWatch): Promise<AppVersion | null> {
  for (;;) {
    const next = await versions.next();
    if (next.ok) return next.version;
    print(`${next.report}\nNothing is served yet; waiting for the next save.`);
    if ((await watch.next()) === null) return null;
  }
}

async function serve(first: AppVersion, { versions, watch, stopped, listening }: Session): Promise<void> {
  const { config, data, database, flags } = first.loaded;
  await probeAddress(listening);
  const app = await openApp(config, { data, database, metadata: { ok: true, value: first.plugins, issues: [] }, platform: hushed(createNodePlatform()) });
  const release = containFailures(app.platform, (stack) => app.plugins.ownerOf(stack));
  try {
    const served = await serveApp(app, { data, ...listening });
    try {
      for (const { text } of first.warnings) print(text);
      await Promise.race([announce(app, createAppHost(app, served.address, flags), config.ready), stopped]);
      await declared(first);
      print('Following the files of the app; Ctrl-C ends.');
      await follow(app, first, { versions, watch });
    } finally {
      await served.close();
    }
  } finally {
    await app.stop();
    release();
  }
}

/** One line for each save: what it has changed and how soon that was served, or what is wrong. */
async function follow(app: RunningApp, first: AppVersion, { versions, watch }: Pick<Session, 'versions' | 'watch'>): Promise<void> {
  let serving = first;
  watch.follow(first.folders, first.files);
  for (let burst = await watch.next(); burst !== null; burst = await watch.next()) {
    const next = await versions.next();
    if (!next.ok) {
      print(`${next.report}\nNot served: the version before goes on.`);
      continue;
    }
    const { version } = next;
    const changes = [...changesOf(serving, version)];
    try {
      changing = true;
      if (changes.length > 0) await replaceApp(app, version);
    } catch (error) {
      print(`${reasonsOf(error)}\nNot served: the version before goes on.`);
      continue;
    } finally {
      changing = false;
    }
    for (const text of newWarnings(serving, version)) print(text);
    serving = version;
    if (await declared(version)) changes.push(declarationsName);
    watch.follow(version.folders, version.files);
    print(`${toldBriefly(changes)}; serving in ${Math.round(performance.now() - burst.since)} ms`);
  }
}

/** Declarations that cannot be written keep nothing from being served. */
async function declared(version: AppVersion): Promise<boolean> {
  try {
    return await freshenDeclarations(version);
  } catch (error) {
    print(`${declarationsName} could not be written: ${String(error)}`);
    return false;
  }
}

/** Those that nobody has been told of. */
function newWarnings(before: AppVersion, after: AppVersion): readonly string[] {
  const told = new Set(before.warnings.map(({ subject }) => subject));
  return after.warnings.filter(({ subject }) => !told.has(subject)).map(({ text }) => text);
}

/** As many changes as a line holds. */
function toldBriefly(changes: readonly string[]): string {
  const most = 6;
  const shown = changes.slice(0, most).join(', ');
  return changes.length === 0 ? 'no change' : shown + (changes.length > most ? ` and ${changes.length - most} more` : '');
}

/** As whoever found it said it. */
function reasonsOf(error: unknown): string {
  const faults = error instanceof BootFault ? error.faults : [toFault(error)];
  return faults.map((fault) => (fault.cause instanceof Fault ? fault.cause : fault)).map(({ code, message }) => `${code}: ${message}`).join('\n');
}

let changing = false;

/** What a change warns of is told with the save that made it. */
function hushed(platform: Platform): Platform {
  return { ...platform, log: (level, message, cause) => (changing && level === 'warn' ? undefined : platform.log(level, message, cause)) };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
