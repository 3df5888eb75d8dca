import { defineFaults } from '@objectos/kernel';

/** Failures that only exist on HTTP; everything else comes from the kernel. */
export const restFault = defineFaults({
  ROUTE_NOT_FOUND: ['not_found', () => 'There is nothing at this path.'],
  PATH_MALFORMED: ['malformed', (a: { segment: string }) => `The path has a part that is no valid percent-encoding: ${a.segment}.`],
  METHOD_NOT_ALLOWED: ['malformed', (a: { method: string; allowed: string }) => `${a.method} is not possible here; possible: ${a.allowed}.`],
  UNAUTHENTICATED: ['unauthenticated', (a: { given: boolean }) => (a.given ? 'The token is unknown, expired or revoked.' : 'This needs a token.')],
  BATCH_INVALID: ['malformed', (a: { most: number }) => `"ids" must be a list of 1 to ${a.most} ids.`],
  BODY_NOT_JSON: ['malformed', (a: { reason: string }) => `The body is not valid JSON: ${a.reason}.`],
  BODY_NOT_OBJECT: ['malformed', () => 'The body must be a JSON object of field values.'],
  BODY_INCOMPLETE: ['malformed', () => 'The connection ended before the whole body had come.'],
  BODY_TOO_LARGE: ['too_large', (a: { limit: number }) => `The body is larger than ${a.limit} bytes.`],
  CONTENT_TYPE_UNSUPPORTED: ['unsupported', (a: { type: string | undefined }) =>
    `The body must be JSON: send "Content-Type: application/json"${a.type === undefined ? '' : `, not "${a.type}"`}.`],
  CONTENT_ENCODING_UNSUPPORTED: ['unsupported', (a: { encoding: string }) => `The body must be sent as it is, not encoded with "${a.encoding}".`],
  MEMBER_MISPLACED: ['malformed', (a: { name: string; where: string }) => `"${a.name}" is given in ${a.where}, not in the body.`],
  QUERY_MALFORMED: ['malformed', () => 'The query string is no valid percent-encoding.'],
  PARAMETER_UNKNOWN: ['malformed', (a: { name: string }) => `There is no parameter "${a.name}" here.`],
  PARAMETER_INVALID: ['malformed', (a: { name: string; expected: string }) => `The parameter "${a.name}" must be ${a.expected}.`],
  PARAMETER_REPEATED: ['malformed', (a: { name: string }) => `The parameter "${a.name}" is given more than once.`],
  PARAMETERS_INVALID: ['malformed', (a: { count: number }) => `${a.count} parameters are wrong; each is listed with its name.`],
  ORIGIN_INVALID: ['invalid', (a: { origin: string; remedy: string }) => `"${a.origin}" is no origin of pages that may call REST: ${a.remedy}.`],
  HEADER_INVALID: ['malformed', (a: { name: string; expected: string }) => `${a.name} must be ${a.expected}.`],
});
