import { ObjectosError, errorFrom, isProblem } from '@objectos/protocol';
import type { CallOptions } from './client-options.ts';
import { isPassing, pauseAfter } from './retry-pause.ts';
import type { Send } from './send.ts';
import { pause, untilAborted } from './time-limit.ts';

/** Records that one batch may ask for: the server's own limit. */
const mostOfBatch = 100;

/** `fields`, `expand`, and whatever else was given: the server names slips. */
export type GetShape = Readonly<Record<string, unknown>>;

interface Waiting {
  readonly id: string;
  readonly shape: GetShape;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (record: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

interface Gathering {
  readonly send: Send;
  /** `/data/customer` */
  readonly root: string;
  readonly single: (id: string, shape: GetShape, options: CallOptions) => Promise<unknown>;
}

/**
 * Gets of one object that are asked for in the same breath travel as one batch, in which the server answers each as a get of its
 * own. Whatever a batch does not answer plainly is asked for singly, so nobody can tell the difference but by the time it takes.
 */
export class GatheredGets {
  readonly #parts: Gathering;
  /** By shape: a batch has one. */
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(parts: Gathering) {
    this.#parts = parts;
  }

  get(id: string, shape: GetShape, signal: AbortSignal | undefined): Promise<unknown> {
    return untilAborted(signal, new Promise((resolve, reject) => {
      const key = JSON.stringify(shape);
      const group = this.#waiting.get(key) ?? [];
      if (group.push({ id, shape, signal, resolve, reject }) > 1) return;
      this.#waiting.set(key, group);
      // After the jobs that wait already: what runs on in them belongs to the same breath.
      queueMicrotask(() => this.#take(key));
    }));
  }

  #take(key: string): void {
    const group = (this.#waiting.get(key) ?? []).filter(({ signal }) => signal?.aborted !== true);
    this.#waiting.delete(key);
    for (let start = 0; start < group.length; start += mostOfBatch) void this.#ask(group.slice(start, start + mostOfBatch));
  }

  async #ask(group: readonly Waiting[]): Promise<void> {
    try {
      const results = group.length === 1 ? [] : await this.#resultsOf(group);
      for (const [index, each] of group.entries()) this.#settle(each, results[index]);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  /** The results as the server gave them; none where it takes no such batch. Rejects where it cannot be asked at all. */
  async #resultsOf(group: readonly Waiting[]): Promise<readonly unknown[]> {
    const { send, root } = this.#parts;
    const controller = new AbortController();
    let left = group.length;
    const ends = group.map(({ signal }) => onAbort(signal, () => {
      left -= 1;
      if (left === 0) controller.abort();
    }));
    try {
      const body = { ...group[0]?.shape, ids: group.map(({ id }) => id) };
      const answer = await send({ method: 'POST', path: `${root}/batch`, body, options: { signal: controller.signal } });
      const { results } = answer as { readonly results?: unknown };
      return Array.isArray(results) ? results : [];
    } catch (error) {
      if (error instanceof ObjectosError && error.status < 500 && error.status !== 401 && !isPassing(error)) return [];
      throw error;
    } finally {
      for (const end of ends) end();
    }
  }

  #settle({ id, shape, signal, resolve, reject }: Waiting, result: unknown): void {
    const { record, problem } = (result ?? {}) as { readonly record?: unknown; readonly problem?: unknown };
    const refusal = isProblem(problem) ? errorFrom(problem) : undefined;
    const singly = (): Promise<unknown> => this.#parts.single(id, shape, signal === undefined ? {} : { signal });
    if (record !== undefined) resolve(record);
    else if (refusal === undefined) singly().then(resolve, reject);
    // Not all of them at once: the server has just said that it has enough to do.
    else if (isPassing(refusal)) pause(pauseAfter(0, 0, Math.random), signal).then(singly).then(resolve, reject);
    else reject(refusal);
  }
}

/** Answers what ends it. */
function onAbort(signal: AbortSignal | undefined, leave: () => void): () => void {
  signal?.addEventListener('abort', leave, { once: true });
  return () => signal?.removeEventListener('abort', leave);
}
