import { ObjectosError, statusOf } from '@objectos/protocol';
import type { Category } from '@objectos/protocol';

/** Failures that only this side of the wire can see. */
const clientErrors = {
  NETWORK_FAILED: ['unavailable', () => 'The server could not be reached, or the connection broke before the answer had come.'],
  TIMED_OUT: ['unavailable', (milliseconds: number) => `The server did not answer within ${milliseconds} ms.`],
} as const satisfies Record<string, readonly [Category, (about: number) => string]>;

/** `about`: milliseconds, where the message tells of time. */
export function clientError(code: keyof typeof clientErrors, about: number, cause?: unknown): ObjectosError {
  const [category, message] = clientErrors[code];
  return new ObjectosError({ code, status: statusOf(category), message: message(about), requestId: '' }, cause);
}
