import { readdirSync, watch } from 'node:fs';
import type { Dirent, FSWatcher } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { serverFault } from '../errors.ts';

/** Files that were saved, made, renamed or deleted close together, and folders that went. */
export interface Burst {
  /** When the first of them was, as `performance.now()` has it. */
  readonly since: number;
  readonly files: ReadonlySet<string>;
}

/** An editor that saves makes several events within a few milliseconds, a checkout thousands: the burst is over after so much rest, in milliseconds. */
const rest = 25;
/** Whoever writes without end is heard all the same. */
const longest = 500;

/** What metadata and code are written in. */
const endings: ReadonlySet<string> = new Set(['.ts', '.mts', '.js', '.mjs', '.json', '.yml', '.yaml']);
const ignored: ReadonlySet<string> = new Set(['node_modules']);

/**
 * Watches the files of folders and of all folders in them, but for packages and what begins with a dot. A watcher for each
 * folder: an editor that replaces a file by another one is seen, and a folder of packages costs nothing. Events are hints:
 * what they name counts as changed, and folders that came are read.
 */
export class FileWatch {
  readonly #roots: string[];
  /** Files outside of the roots. */
  readonly #singles = new Set<string>();
  readonly #besides: (path: string) => boolean;
  readonly #folders = new Map<string, FSWatcher>();
  #files = new Set<string>();
  #since: number | null = null;
  #last = 0;
  #wake: (() => void) | null = null;
  #closed = false;

  /** `besides` says which paths are not looked at. */
  constructor(roots: readonly string[], besides: (path: string) => boolean = () => false) {
    this.#roots = [];
    this.#besides = besides;
    this.follow(roots, []);
  }

  /** Watches these folders too, with all that is in them, and these files with nothing else of their folders. What is watched already is not watched twice. */
  follow(folders: Iterable<string>, files: Iterable<string>): void {
    for (const folder of folders) {
      if (this.#isInside(folder)) continue;
      this.#roots.push(folder);
      this.#enter(folder, false);
    }
    for (const file of files) {
      if (this.#isInside(file)) continue;
      this.#singles.add(file);
      if (!this.#folders.has(dirname(file))) this.#watch(dirname(file));
    }
  }

  /** The next burst, once it is over; null when the watch was closed. Changes between two calls are in the second's. */
  async next(): Promise<Burst | null> {
    for (;;) {
      while (this.#since === null && !this.#closed) await new Promise<void>((resolve) => (this.#wake = resolve));
      const since = this.#since;
      if (since === null || this.#closed) return null;
      await this.#settled(since);
      for (const root of this.#roots) this.#enter(root, true);
      const files = this.#files;
      this.#files = new Set();
      this.#since = null;
      if (files.size > 0) return { since, files };
    }
  }

  close(): void {
    this.#closed = true;
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
    this.#wake?.();
  }

  async #settled(since: number): Promise<void> {
    for (;;) {
      const now = performance.now();
      const wait = Math.min(this.#last + rest, since + longest) - now;
      if (wait <= 0 || this.#closed) return;
      await new Promise((resolve) => void setTimeout(resolve, wait));
    }
  }

  /**
   * Watches the folder and those in it that are not watched yet, whose files count as changed where they are news. Watch first,
   * then read: what is made in between is seen twice, not never.
   */
  #enter(folder: string, isNews: boolean): void {
    const isNew = !this.#folders.has(folder);
    if (isNew) this.#watch(folder);
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (!this.#concerns(path, entry.name)) continue;
      if (entry.isDirectory()) this.#enter(path, isNews);
      else if (isNew && isNews && endings.has(extname(entry.name))) this.#note(path);
    }
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, (event, name) => this.#hear(folder, event, name));
      watcher.on('error', () => this.#leave(folder));
      this.#folders.set(folder, watcher);
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') throw serverFault('FOLDER_NOT_WATCHED', { folder, reason: code }, { cause: error });
    }
  }

  /** The folder is gone; if it comes again it is new. */
  #leave(folder: string): void {
    this.#folders.get(folder)?.close();
    this.#folders.delete(folder);
    this.#note(folder);
  }

  #hear(folder: string, event: string, name: string | null): void {
    if (name === null) return this.#note(folder);
    const path = join(folder, name);
    if (!this.#concerns(path, name)) return;
    if (endings.has(extname(name))) this.#note(path);
    else if (event === 'rename') this.#moved(path);
  }

  /** Something without an ending of ours came or went: perhaps a folder. */
  #moved(path: string): void {
    if (this.#folders.has(path)) this.#leave(path);
    this.#begin();
  }

  #note(path: string): void {
    this.#files.add(path);
    this.#begin();
  }

  #begin(): void {
    this.#last = performance.now();
    this.#since ??= this.#last;
    this.#wake?.();
  }

  #isInside(path: string): boolean {
    return this.#roots.some((root) => isBelow(path, root));
  }

  #concerns(path: string, name: string): boolean {
    if (!this.#isInside(path)) return this.#singles.has(path);
    return !name.startsWith('.') && !ignored.has(name) && !this.#besides(path);
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // gone between its event and now; its own event says so
  }
}
