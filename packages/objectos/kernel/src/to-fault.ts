import { fault } from './errors.ts';
import { Fault, categories } from './fault.ts';

const known: ReadonlySet<unknown> = new Set(categories);

/**
 * What was thrown, as a fault. An error with `code` and a known `category` keeps both; everything else is `INTERNAL`. The
 * message of a foreign internal error may tell of files and tables, so the caller gets a general one; `cause` keeps the error.
 */
export function toFault(error: unknown, requestId?: string): Fault {
  if (error instanceof Fault) return error;
  const args = requestId === undefined ? {} : { requestId };
  if (!isFaultLike(error)) return fault('INTERNAL', args, { cause: error });
  const { code, category, message, details } = error;
  const told = category === 'internal' || typeof message !== 'string' ? fault('INTERNAL', args).message : message;
  return new Fault(code, category, told, details ?? {}, error);
}

function isFaultLike(error: unknown): error is Pick<Fault, 'code' | 'category'> & { readonly message?: unknown; readonly details?: Fault['details'] } {
  return typeof error === 'object' && error !== null
    && 'code' in error && typeof error.code === 'string'
    && 'category' in error && known.has(error.category);
}
