import { Worker } from 'node:worker_threads';
import { issueText } from '../issue-text.ts';
import { issueOfCode } from './code-issue.ts';
import type { EvaluatedApp } from './metadata-worker.ts';

/** Metadata that has not said what it is by then never will. In milliseconds. */
const patience = 10_000;

/**
 * Evaluates an app's metadata, each time in a thread that has never seen it: code of an app has no way to leave its own memory,
 * and of what it says only data comes over. One thread is always ready with all that reading an app takes (0.6 s of loading), so that a
 * save waits for the app's own files alone.
 */
export class MetadataEvaluator {
  #next: Worker | null = null;
  #closed = false;

  constructor() {
    this.#warmUp();
  }

  /** What the app at that place says now; never rejects. One at a time. */
  async evaluate(place: string): Promise<EvaluatedApp> {
    const worker = this.#next ?? threadFor();
    this.#next = null;
    worker.ref();
    try {
      return await answerOf(worker, place);
    } catch (error) {
      return { ok: false, plugins: [], report: issueText(issueOfCode(error)), warnings: [], folders: [] };
    } finally {
      await worker.terminate();
      this.#warmUp();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#next?.terminate();
  }

  #warmUp(): void {
    if (this.#closed) return;
    const worker = threadFor();
    worker.unref();
    this.#next = worker;
  }
}

function threadFor(): Worker {
  const worker = new Worker(new URL('metadata-thread.ts', import.meta.url));
  // Whoever waits for its answer hears of it; before that there is nothing to say.
  worker.on('error', () => undefined);
  return worker;
}

async function answerOf(worker: Worker, place: string): Promise<EvaluatedApp> {
  const { promise, resolve, reject } = Promise.withResolvers<EvaluatedApp>();
  const late = setTimeout(() => reject(new Error(`it has not come to an end within ${patience / 1000} s`)), patience);
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`it ended its thread (exit ${code}) instead of exporting something`)));
  worker.postMessage(place, []);
  try {
    return await promise;
  } finally {
    clearTimeout(late);
  }
}
