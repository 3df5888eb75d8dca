import { useCallback, useRef, useState } from 'react';

/** What came of a run: it never rejects, for a click has nobody to catch. */
export type ActionOutcome<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: unknown };

interface ActionState<R> {
  /** Of the latest run. */
  readonly status: 'idle' | 'pending' | 'done' | 'failed';
  readonly result: R | undefined;
  readonly error: unknown;
}

export interface Action<G extends readonly unknown[], R> extends ActionState<R> {
  readonly run: (...given: G) => Promise<ActionOutcome<R>>;
  /** Back to `idle`; what is under way goes on. */
  readonly reset: () => void;
}

const idle = { status: 'idle', result: undefined, error: undefined } as const;

/**
 * Any write of an object: `useAction(client.expense.approve)`, `useAction(client.customer.create)`. What hooks show of that object is
 * read again when it is done. A run is not aborted when the component goes: who has clicked "save" has saved.
 */
export function useAction<G extends readonly unknown[], R>(method: (...given: G) => Promise<R>): Action<G, R> {
  const [state, setState] = useState<ActionState<R>>(idle);
  const latest = useRef(0);
  const run = useCallback(async (...given: G): Promise<ActionOutcome<R>> => {
    const turn = ++latest.current;
    const show = (next: ActionState<R>): void => {
      if (latest.current === turn) setState(next);
    };
    show({ status: 'pending', result: undefined, error: undefined });
    try {
      const value = await method(...given);
      show({ status: 'done', result: value, error: undefined });
      return { ok: true, value };
    } catch (error) {
      show({ status: 'failed', result: undefined, error });
      return { ok: false, error };
    }
  }, [method]);
  const reset = useCallback(() => {
    latest.current += 1;
    setState(idle);
  }, []);
  return { ...state, run, reset };
}
