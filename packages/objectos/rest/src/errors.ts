import { Fault } from '@objectos/kernel';
import type { Category, FaultDetails } from '@objectos/kernel';

/** Failures that only exist on HTTP; everything else comes from the kernel. */
const table = {
  ROUTE_NOT_FOUND: 'not_found',
  METHOD_NOT_ALLOWED: 'malformed',
  UNAUTHENTICATED: 'unauthenticated',
  BODY_NOT_JSON: 'malformed',
  BODY_NOT_OBJECT: 'malformed',
  CONTENT_TYPE_UNSUPPORTED: 'unsupported',
  BODY_TOO_LARGE: 'too_large',
  PARAMETER_UNKNOWN: 'malformed',
  PARAMETER_INVALID: 'malformed',
  HEADER_INVALID: 'malformed',
} as const satisfies Record<string, Category>;

export type RestErrorCode = keyof typeof table;

export function restFault(code: RestErrorCode, message: string, details: FaultDetails = {}): Fault {
  return new Fault(code, table[code], message, details);
}
