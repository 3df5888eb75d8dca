import { defineFacet } from '@objectos/kernel';
import type { AnyOperation } from '@objectos/kernel';
import type { FormQuestion } from './question.ts';

/** An operation that an agent performs only once a person has said yes. */
export interface Confirmation {
  /** Its name: `customer.delete`. */
  readonly operation: string;
  /**
   * What becomes of a call from a client that cannot ask a person: it is refused (`true`), or goes on as if nobody had wanted
   * to be asked.
   */
  readonly required: boolean;
}

/** Confirmations by operation. Where two plugins want one, the stricter counts. */
export const confirmationsFacet = defineFacet<Confirmation, ReadonlyMap<string, Confirmation>>({
  id: 'mcp.confirmations',
  combine(inputs) {
    const byOperation = new Map<string, Confirmation>();
    for (const { value } of inputs) if (byOperation.get(value.operation)?.required !== true) byOperation.set(value.operation, value);
    return byOperation;
  },
});

/** Most of the input that the person is shown. */
const longestInput = 500;

/** What the person is asked: the operation by its title, and exactly what it would be given. */
export function confirmationOf({ name, title }: AnyOperation, input: unknown): { readonly confirm: FormQuestion } {
  const shown = JSON.stringify(input);
  return {
    confirm: {
      kind: 'form',
      message: `An agent wants to: ${title} (${name})\n${shown.length > longestInput ? `${shown.slice(0, longestInput)}...` : shown}`,
      fields: { confirmed: { type: 'boolean', title: 'Do it', default: false } },
    },
  };
}
