import { Fault, Rendered } from '@objectos/kernel';
import type { Completes } from './completes.ts';
import type { Conversation } from './conversation.ts';
import type { Reader } from './exchange.ts';
import { objectsOf } from './resource-request.ts';

/** Most values that one answer may have. */
const mostValues = 100;

/** What has been typed of an argument, and what its neighbours are by now. */
export interface Typed {
  readonly value: string;
  readonly others: Readonly<Record<string, string>>;
}

export interface Completion {
  readonly values: string[];
  readonly hasMore: boolean;
}

const nothing: Completion = { values: [], hasMore: false };

/** The values that begin with what was typed, as far as the caller may read them; none where he may read nothing there. */
export async function complete(conversation: Conversation, { completes, typed }: { readonly completes: Completes | undefined; readonly typed: Typed }, reader: Reader): Promise<Completion> {
  if (completes === undefined) return nothing;
  if ('values' in completes) return first(completes.values, typed.value);
  if ('objectsWith' in completes) {
    const { objectsWith: verb } = completes;
    const objects = await objectsOf(conversation, reader);
    return first(objects.filter(({ verbs }) => verb === '*' || verbs.includes(verb)).map(({ name }) => name), typed.value);
  }
  return ofRecords(conversation, { completes, typed }, reader);
}

function first(all: readonly string[], typed: string): Completion {
  const fitting = all.filter((value) => value.toLowerCase().startsWith(typed.toLowerCase()));
  return { values: fitting.slice(0, mostValues), hasMore: fitting.length > mostValues };
}

async function ofRecords(conversation: Conversation, { completes, typed }: { readonly completes: { readonly object: string; readonly field?: string }; readonly typed: Typed }, reader: Reader): Promise<Completion> {
  const object = completes.object.replace(/^\{(\w+)\}$/u, (_, name: string) => typed.others[name] ?? '');
  const { field = 'id' } = completes;
  const input = { fields: [field], sort: field, limit: mostValues + 1, ...(typed.value === '' ? {} : { filter: { [field]: { $startsWith: typed.value } } }) };
  try {
    const { value } = await conversation.perform({ operation: `${object}.list`, input }, reader);
    const { records } = (value instanceof Rendered ? value.value() : value) as { readonly records: readonly Readonly<Record<string, unknown>>[] };
    const values = new Set(records.map((record) => record[field]).filter((each) => typeof each === 'string'));
    return { values: [...values].slice(0, mostValues), hasMore: records.length > mostValues };
  } catch (error) {
    // No such object or field, or none that he may read: nothing to complete from.
    if (error instanceof Fault && (error.category === 'not_found' || error.category === 'malformed' || error.category === 'forbidden')) return nothing;
    throw error;
  }
}
