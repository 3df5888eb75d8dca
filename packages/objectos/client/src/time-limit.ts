import { clientError } from './errors.ts';

export interface TimeLimit {
  /** The caller's own signal. */
  readonly signal: AbortSignal | undefined;
  readonly milliseconds: number;
}

/**
 * Runs something until the caller aborts (rejects with his reason) or the time is over (rejects with `TIMED_OUT`), also where it
 * does not heed the signal that it is given. Timer and listener are gone when it ends; `AbortSignal.any` and
 * `AbortSignal.timeout`, which not every runtime has, are not needed.
 */
export async function withinLimit<T>({ signal, milliseconds }: TimeLimit, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(clientError('TIMED_OUT', milliseconds)), milliseconds);
    });
    return await untilAborted(signal, Promise.race([run(controller.signal), late]));
  } finally {
    clearTimeout(timer);
    // Of what has ended nothing is left to abort.
    controller.abort();
  }
}

/** Waits; rejects with the signal's reason as soon as that is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await untilAborted(signal, new Promise((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    }));
  } finally {
    clearTimeout(timer);
  }
}

/** The promise, or a rejection with the signal's reason once that is aborted. */
export async function untilAborted<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  if (signal === undefined) return promise;
  let leave: (() => void) | undefined;
  try {
    return await Promise.race([promise, new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason as Error);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    })]);
  } finally {
    if (leave !== undefined) signal.removeEventListener('abort', leave);
  }
}
