import { createHash, hash } from 'node:crypto';
import type { AccessBatch, Host, JournalChange, JournalDraft, JournalEntry, JournalHead, Store, WriteScope } from '@objectql/engine';
import { createSealer } from './sealer.ts';

/** What the tests of this package share: a host without chance, drafts, and a store that holds what it is told to. */

let counter = 0;

export const host: Host = {
  now: () => 1_790_000_000_000,
  sha256: (text) => hash('sha256', text),
  randomHex: (bytes) => createHash('sha256').update(String(counter++)).digest('hex').slice(0, bytes * 2),
  uuid: () => `00000000-0000-7000-8000-${String(counter++).padStart(12, '0')}`,
  defer: (task) => void setImmediate(task),
};

export const sealer = createSealer(host);

export function scopeOf(operation: string, principal = 'ada'): WriteScope {
  return {
    tenant: 'acme', principal: { id: principal, kind: 'person', roles: [] }, time: 1_790_000_000_000, actors: [], onBehalfOf: null,
    surface: 'rest', operation, requestId: 'r1', version: 'v1',
  };
}

export function insertOf(record: string, row: object): JournalChange {
  return { op: 'insert', object: 'deal', record, before: null, after: JSON.stringify(row) };
}

export function draftOf(record: string, row: object = { title: record }): JournalDraft {
  return { scope: scopeOf('deal.create'), changes: [insertOf(record, row)] };
}

export function genesis(epoch: string, seq = 0): JournalHead {
  return { seq, epoch, hash: sealer.genesis(epoch) };
}

/** A journal of so many entries. */
export function journalOf(count: number, head: JournalHead = genesis('e1')): JournalEntry[] {
  return [...sealer.seal(head, Array.from({ length: count }, (_, index) => draftOf(`d${head.seq + index + 1}`)))];
}

export function headOf(entries: readonly JournalEntry[], epoch = 'e1'): JournalHead {
  const last = entries.at(-1);
  return last === undefined ? genesis(epoch) : { seq: last.seq, epoch: (JSON.parse(last.header) as { epoch: string }).epoch, hash: last.hash };
}

/** A store whose note of its head is as its last entry says: as little help as a store can be. */
export function storeOf(entries: readonly JournalEntry[], batches: AccessBatch[] = [], head = headOf(entries)): Pick<Store, 'journal' | 'history' | 'head' | 'accessLog' | 'appendAccess'> {
  return {
    head: () => Promise.resolve(head),
    journal: (after, limit) => Promise.resolve(entries.filter(({ seq }) => seq > after).slice(0, limit)),
    history: ({ object, id }, after, limit) => Promise.resolve(entries.filter(({ seq, changes }) => seq > after && changes.some((change) => change.object === object && change.record === id)).slice(0, limit)),
    accessLog: (after, limit) => Promise.resolve(batches.filter(({ seq }) => seq > after).slice(0, limit)),
    appendAccess: (batch) => (batch.seq === batches.length + 1 ? Promise.resolve(void batches.push(batch)) : Promise.reject(new Error(`batch ${batch.seq} after ${batches.length}`))),
  };
}
