import { Fault, Rendered } from '@objectos/kernel';
import type { Reply } from '@objectos/kernel';
import { problemOf } from '@objectos/protocol';
import { entityTag } from './entity-tag.ts';
import { restFault } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { readBody } from './request-input.ts';

/** Records that one batch may ask for. */
export const mostOfBatch = 100;

/**
 * Several gets of one object in one request: `{ids, fields, expand}`. Each is a call of `<object>.get` of its own, so that
 * verdict, masks, "not found" and what the access stream keeps are those of single gets, whatever the others answer.
 * Answers `{results}` as text, one for each id in the order of the ids: `{status, etag, record}` or `{status, problem}`.
 */
export async function answerBatch(exchange: Exchange, object: string): Promise<string> {
  exchange.parameters('none');
  const { ids, ...shape } = await readBody(exchange.request);
  if (Object.hasOwn(shape, 'id')) throw restFault('MEMBER_MISPLACED', { name: 'id', where: '"ids"' }, { details: { path: 'id' } });
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > mostOfBatch) throw restFault('BATCH_INVALID', { most: mostOfBatch }, { details: { path: 'ids' } });
  const results = await Promise.all(ids.map(async (id: unknown) => {
    try {
      return recordText(await exchange.read(`${object}.get`, { ...shape, id }));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const problem = problemOf(error, exchange.requestId);
      return `{"status":${problem.status},"problem":${JSON.stringify(problem)}}`;
    }
  }));
  return `{"results":[${results.join(',')}]}`;
}

function recordText({ value, revision }: Reply): string {
  const etag = revision === undefined ? '' : `"etag":${JSON.stringify(entityTag(revision))},`;
  return `{"status":200,${etag}"record":${value instanceof Rendered ? value.text : JSON.stringify(value)}}`;
}
