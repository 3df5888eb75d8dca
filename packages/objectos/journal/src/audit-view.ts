import type { AccessBatch, JournalChange, JournalEntry } from '@objectql/engine';
import type { AccessText } from './access-format.ts';
import type { JournalHeader } from './entry-format.ts';
import { parseHeader } from './entry-format.ts';

/** One changed record as auditors see it: everything, with the values before and after. */
export interface AuditChange {
  readonly op: JournalChange['op'];
  readonly object: string;
  readonly record: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** An entry as auditors see it. `erased`: its values were erased lawfully; that it happened stays. */
export interface AuditEntry extends Omit<JournalHeader, 'epoch' | 'tenant'> {
  readonly hash: string;
  readonly erased?: true;
  readonly changes: readonly AuditChange[];
}

export function auditEntry({ seq, header, hash, salt, changes }: JournalEntry): AuditEntry {
  const { at, principal, actors, onBehalfOf, surface, operation, requestId, version } = parseHeader(header) ?? unreadable;
  const told = changes.map(({ op, object, record, before, after }) => ({ op, object, record, before: parsed(before), after: parsed(after) }));
  return { seq, at, principal, actors, onBehalfOf, surface, operation, requestId, version, hash, ...(salt === null ? { erased: true } as const : {}), changes: told };
}

/** An entry of the system store as the operator sees it: with the tenant that its call was for, and no values of fields. */
export interface SystemAuditEntry extends Omit<AuditEntry, 'changes'> {
  readonly tenant: string;
  readonly changes: readonly (Pick<AuditChange, 'op' | 'object' | 'record'> & { readonly fields: readonly string[] })[];
}

/** What the system store holds are secrets in part (hashes of tokens), and plugins may add more: so it shows which fields changed, of none the value. */
export function systemAuditEntry(entry: JournalEntry): SystemAuditEntry {
  const { changes, ...shown } = auditEntry(entry);
  const told = changes.map(({ op, object, record, before, after }) => ({ op, object, record, fields: [...new Set([...namesIn(before), ...namesIn(after)])] }));
  return { ...shown, tenant: parseHeader(entry.header)?.tenant ?? '', changes: told };
}

function namesIn(row: unknown): readonly string[] {
  return typeof row === 'object' && row !== null ? Object.keys(row) : [];
}

/** A header that somebody broke: the entry is still listed, and `audit.verify` says what is wrong with it. */
const unreadable: Omit<JournalHeader, 'seq' | 'epoch' | 'tenant'> = {
  at: '', principal: '', actors: [], onBehalfOf: null, surface: '', operation: '', requestId: '', version: '',
};

/** A batch of the access stream as auditors see it. */
export function auditBatch({ seq, hash, text }: AccessBatch): AccessText & { readonly seq: number; readonly hash: string } {
  return { seq, hash, ...(parsed(text) as AccessText) };
}

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
