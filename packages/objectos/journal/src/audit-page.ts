import type { AccessBatch, JournalEntry, Store } from '@objectql/engine';
import type { BatchingAccessRecorder } from './access-recorder.ts';
import { mostEntries } from './audit-input.ts';
import type { AuditLogInput } from './audit-input.ts';

/** A page of a stream, in order. `next`: what to give as `after` for what follows; null at the end. */
export interface AuditPage<T> {
  readonly entries: readonly T[];
  readonly next: number | null;
}

/** Reads a stream on from a number, in order. */
type Reader<T> = (after: number, limit: number) => Promise<readonly T[]>;

/** The entries of a journal that the question is about. */
export async function journalPage(store: Pick<Store, 'journal' | 'history' | 'head'>, input: AuditLogInput): Promise<AuditPage<JournalEntry>> {
  const { record, last } = input;
  if (record !== null) return pageOf((after, limit) => store.history(record, after, limit), input);
  if (last === null) return pageOf((after, limit) => store.journal(after, limit), input);
  // Numbers of a journal have no gaps, so the newest are found without reading what is before them.
  const { seq } = await store.head();
  return { entries: await store.journal(Math.max(0, seq - last), last), next: null };
}

/** The batches of an access stream that the question is about. */
export async function accessPage(store: Pick<Store, 'accessLog'>, recorder: BatchingAccessRecorder, input: AuditLogInput): Promise<AuditPage<AccessBatch>> {
  await recorder.flush();
  return pageOf((after, limit) => store.accessLog(after, limit), input);
}

async function pageOf<T extends { readonly seq: number }>(read: Reader<T>, { after, limit, last }: AuditLogInput): Promise<AuditPage<T>> {
  if (last !== null) return { entries: await newest(read, last), next: null };
  const entries = await read(after, limit);
  return { entries, next: entries.length < limit ? null : entries.at(-1)?.seq ?? null };
}

/** A record's history can be read forwards only: it is read to its end, and no more than a page of it is held. */
async function newest<T extends { readonly seq: number }>(read: Reader<T>, last: number): Promise<readonly T[]> {
  let held: readonly T[] = [];
  let page: readonly T[] = [];
  do {
    page = await read(held.at(-1)?.seq ?? 0, mostEntries);
    held = [...held, ...page].slice(-last);
  } while (page.length === mostEntries);
  return held;
}
