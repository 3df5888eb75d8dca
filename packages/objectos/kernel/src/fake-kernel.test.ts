import { createHash } from 'node:crypto';
import { operationsFacet } from './built-in-facets.ts';
import type { Context } from './context.ts';
import { createKernel } from './kernel.ts';
import type { Kernel } from './kernel.ts';
import { Work } from './operation.ts';
import type { AnyOperation, Call, Operation } from './operation.ts';
import type { Platform } from './platform.ts';
import { definePlugin } from './plugin.ts';
import type { Plugin } from './plugin.ts';
import type { AccessRecorder, Authoriser, Committed } from './stages.ts';
import { accessRecorderRef, authoriserRef, committerRef } from './stages.ts';
import type { Validator } from './validator.ts';

/** A platform whose time stands still until a test moves it, and whose log can be read. */
export class FakePlatform implements Platform {
  time = 1_000;
  readonly lines: { level: string; message: string; cause?: unknown }[] = [];
  #ids = 0;
  readonly #timers = new Set<{ at: number; task: () => void }>();

  now(): number {
    return this.time;
  }
  sha256(text: string): string {
    return createHash('sha256').update(text).digest('hex');
  }
  randomHex(bytes: number): string {
    return '00'.repeat(bytes);
  }
  uuid(): string {
    return `id-${++this.#ids}`;
  }
  defer(task: () => void): void {
    queueMicrotask(task);
  }
  timer(milliseconds: number, task: () => void): () => void {
    const timer = { at: this.time + milliseconds, task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }
  log(level: 'info' | 'warn' | 'error', message: string, cause?: unknown): void {
    this.lines.push({ level, message, cause });
  }
  /** Timers that were set and neither ran nor were cancelled. */
  get timers(): number {
    return this.#timers.size;
  }
  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const timer of this.#timers) {
      if (timer.at > this.time) continue;
      this.#timers.delete(timer);
      timer.task();
    }
  }
}

/** Lets everything that waits for a promise go on. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => void setImmediate(resolve));
}

export class TestWork extends Work {}

export interface FakeStages extends Partial<Authoriser> {
  readonly commit?: (work: Work, call: Call) => Promise<Committed>;
  readonly recorder?: AccessRecorder;
}

/** A plugin with the fixed stages: everybody may do everything and a commit answers `{ value: 'committed' }`. */
export function stagesPlugin({ authorise, commit, recorder }: FakeStages = {}): Plugin {
  return definePlugin({
    name: 'stages',
    version: '1',
    provides: { authoriser: authoriserRef, committer: committerRef, recorder: accessRecorderRef },
    setup: () => ({
      authoriser: { authorise: authorise ?? (() => ({ allowed: true, granted: 'everything' })) },
      committer: { commit: commit ?? (() => Promise.resolve({ reply: { value: 'committed' }, published: 'news' })) },
      recorder: recorder ?? { denied: () => undefined, read: () => undefined },
    }),
  });
}

export const anything: Validator<unknown> = { parse: (value) => ({ ok: true, value }), jsonSchema: () => ({}) };

export function operation(name: string, parts: Partial<Operation<unknown>> = {}): AnyOperation {
  return {
    name, title: name, description: '', effect: 'read', idempotent: true, grant: null, target: 'system', input: anything, output: () => ({}),
    handler: ({ input }) => ({ value: input }), ...parts,
  };
}

export function withOperations(...operations: AnyOperation[]): Plugin {
  return definePlugin({ name: 'operations', version: '1', contributes: [operationsFacet.of(...operations)] });
}

export async function startKernel(plugins: readonly Plugin[], platform: Platform = new FakePlatform()): Promise<Kernel> {
  const kernel = createKernel({ plugins, platform });
  await kernel.start();
  return kernel;
}

export const ann: Context = {
  tenant: 'acme', principal: { id: 'ann', kind: 'person', roles: [] }, actors: [], onBehalfOf: null, narrowing: null, surface: 'rest', requestId: 'r1', time: 1_000,
};
