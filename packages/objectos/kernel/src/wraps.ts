import type { Wrap } from './built-in-facets.ts';
import { fault } from './errors.ts';
import type { Contribution } from './facet.ts';
import type { Fault } from './fault.ts';
import type { AnyOperation, Call, Reply } from './operation.ts';
import { toFault } from './to-fault.ts';

interface Inside {
  perform(): Promise<Reply>;
  /** Hears of a wrap that failed when the call itself had ended. */
  report(error: unknown): void;
}

/**
 * The onion around the fixed stages. What the stages did is the truth, whatever the wraps make of it: once `perform` has
 * begun its outcome is the outcome, so no wrap can change an answer, hide a failure, call twice or make a committed write
 * look failed. Before that a wrap may refuse by throwing; one that answers without calling `next` is a fault with its name.
 */
export async function throughWraps(wraps: readonly Contribution<Wrap>[], call: Call, inside: Inside): Promise<Reply> {
  let performing: Promise<Reply> | undefined;
  let deepest = 0;
  const layer = (index: number): Promise<Reply> => {
    const wrap = wraps[index];
    if (wrap === undefined) return (performing ??= inside.perform());
    deepest = Math.max(deepest, index);
    let inner: Promise<Reply> | undefined;
    return wrap.value(call, () => (inner ??= layer(index + 1)));
  };
  try {
    await layer(0);
  } catch (error) {
    if (performing === undefined) throw refusal(error, wraps[deepest]?.plugin ?? '', call.operation);
    const failed = await performing.then(() => undefined, (reason: unknown) => reason);
    if (failed !== error) inside.report(error);
  }
  if (performing === undefined) throw fault('WRAP_SKIPPED', { plugin: wraps[deepest]?.plugin ?? '', operation: call.operation.name });
  return performing;
}

/** Whether the wrap lies around the operation's calls. */
export function concerns({ plugin, value }: Contribution<Wrap>, operation: AnyOperation): boolean {
  try {
    return value.concerns?.(operation) ?? true;
  } catch (error) {
    throw refusal(error, plugin, operation);
  }
}

/** What a wrap refuses with is for the caller; anything else that it throws is its failure, by name. */
function refusal(error: unknown, plugin: string, operation: AnyOperation): Fault {
  const told = toFault(error);
  return told.code === 'INTERNAL' ? fault('WRAP_FAILED', { plugin, operation: operation.name }, { cause: error }) : told;
}
