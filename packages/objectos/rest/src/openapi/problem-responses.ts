import type { CallError, Category, JsonSchema } from '@objectos/kernel';
import { statusOf, titleOf } from '@objectos/protocol';
import type { Components, Reference } from './components.ts';
import type { Place } from '../openapi-place.ts';

const malformed = (...codes: readonly string[]): readonly CallError[] => codes.map((code) => ({ code, category: 'malformed' }));

/** What the surface itself refuses, by what it reads of a request. */
const ofRequest: readonly CallError[] = [
  { code: 'UNAUTHENTICATED', category: 'unauthenticated' },
  ...malformed('QUERY_MALFORMED', 'PARAMETER_UNKNOWN', 'PARAMETERS_INVALID'),
  { code: null, category: 'internal' },
  { code: null, category: 'unavailable' },
];
const ofParameters = malformed('PARAMETER_REPEATED');
const ofOwnParameters = malformed('PARAMETER_INVALID');
const ofPath = malformed('PATH_MALFORMED');
const ofWriteHeaders = malformed('HEADER_INVALID');
const ofBody: readonly CallError[] = [
  ...malformed('BODY_NOT_JSON', 'BODY_NOT_OBJECT', 'BODY_INCOMPLETE'),
  { code: 'BODY_TOO_LARGE', category: 'too_large' },
  { code: 'CONTENT_TYPE_UNSUPPORTED', category: 'unsupported' },
  { code: 'CONTENT_ENCODING_UNSUPPORTED', category: 'unsupported' },
];
const ofAddressed = malformed('MEMBER_MISPLACED');
const ofBatch = malformed('BATCH_INVALID', 'MEMBER_MISPLACED');

export function requestErrors({ path, parameters, body, writes, revised }: Place): readonly CallError[] {
  return [
    ...ofRequest,
    ...(parameters === 'none' ? [] : ofParameters),
    ...(parameters === 'write' || parameters === 'tokens' ? ofOwnParameters : []),
    ...(path.includes('{') ? ofPath : []),
    ...(writes ? ofWriteHeaders : []),
    ...(body === 'none' ? [] : ofBody),
    ...(revised && body !== 'none' ? ofAddressed : []),
  ];
}

/** A batch is refused as a whole only where its envelope is wrong; each of its gets answers for itself. */
export const batchErrors: readonly CallError[] = [...ofRequest, ...ofBody, ...ofBatch];

/** A response for each status that a call can be refused with, naming the codes that it can have; `kind` is that of the operation. */
export function problemResponses(errors: readonly CallError[], kind: string, components: Components): Readonly<Record<string, Reference>> {
  return components.once(errors.map(({ code, category }) => `${category} ${code}`).join(), () => responsesOf(errors, kind, components));
}

function responsesOf(errors: readonly CallError[], kind: string, components: Components): Readonly<Record<string, Reference>> {
  const byCategory = Map.groupBy(errors, ({ category }) => category);
  return Object.fromEntries([...byCategory].map(([category, ofIt]) => {
    const status = statusOf(category);
    if (category === 'internal' || category === 'unavailable') {
      return [status, components.named('responses', String(status), () => problemResponse(category, { codes: onOurSide[category], isOpen: true }, components))];
    }
    const codes = [...new Set(ofIt.flatMap(({ code }) => code ?? []))].toSorted();
    const isOpen = ofIt.some(({ code }) => code === null);
    const name = codes.length === 1 && !isOpen ? codes[0] : kind;
    return [status, components.equal('responses', `${status}.${name}`, problemResponse(category, { codes, isOpen }, components))];
  }));
}

/** What fails on our side says little that a client could tell apart. */
const onOurSide = { internal: ['INTERNAL'], unavailable: ['ABORTED', 'DEADLINE_EXCEEDED', 'KERNEL_NOT_RUNNING'] } as const;

function problemResponse(category: Category, { codes, isOpen }: { readonly codes: readonly string[]; readonly isOpen: boolean }, components: Components): JsonSchema {
  const status = statusOf(category);
  const problem = components.named('schemas', 'Problem', () => problemSchema);
  const code = isOpen ? { type: 'string', description: 'Among others those named here.', examples: codes } : { type: 'string', enum: codes };
  const schema = { allOf: [problem, { type: 'object', properties: { status: { type: 'integer', enum: [status] }, code } }] };
  const headers = headersOf(category, components);
  return {
    description: `${titleOf(category)}: ${codes.join(', ')}${isOpen ? ' and others' : ''}.`,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: { 'application/problem+json': { schema, example: problemExample(category, codes[0] ?? 'INTERNAL') } },
  };
}

function headersOf(category: Category, components: Components): Readonly<Record<string, Reference>> {
  if (category === 'unauthenticated') {
    return { 'WWW-Authenticate': components.named('headers', 'WWW-Authenticate', () => ({ description: 'The scheme to sign in with.', schema: { type: 'string' } })) };
  }
  if (category !== 'unavailable') return {};
  return { 'Retry-After': components.named('headers', 'Retry-After', () => ({ description: 'Seconds after which it is worth while to ask again.', schema: { type: 'integer' } })) };
}

function problemExample(category: Category, code: string): JsonSchema {
  return { type: `urn:objectos:problem:${code}`, title: titleOf(category), status: statusOf(category), code, message: `${titleOf(category)}.`, requestId: '01a20328-a8d3-7000-adee-7d17867b5851' };
}

const text = { type: 'string' } as const;

export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'What went wrong (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'message', 'requestId'],
  properties: {
    type: { ...text, description: 'urn:objectos:problem: and the code.' },
    title: { ...text, description: 'The same for every problem of a status.' },
    status: { type: 'integer' },
    code: { ...text, description: 'Stable: what programs branch on.' },
    message: { ...text, description: 'What was wrong, for people.' },
    path: { ...text, description: 'Where in the input, where it is one place.' },
    hint: { ...text, description: 'What to do.' },
    requestId: { ...text, description: 'Finds the call in log and journal.' },
    issues: {
      type: 'array',
      description: 'Everything wrong with the input at once.',
      items: { type: 'object', required: ['path', 'code', 'message'], properties: { path: text, code: text, message: text, hint: text } },
    },
  },
};
