import type { InputIssue } from '@objectos/kernel';
import type { LookupField, Row } from '@objectql/metadata';
import { messageOf } from './errors.ts';

interface References {
  readonly lookups: readonly (readonly [name: string, field: LookupField])[];
  /** Null: a new record. */
  readonly before: Row | null;
  readonly given: Row;
  readonly find: (object: string, id: string) => Row | null;
  readonly isReadable: (object: string, row: Row) => boolean;
  readonly isLoaded: (object: string) => boolean;
}

/**
 * References that do not exist for the caller: a record that is not there and one that he may not read are one answer, or a
 * write would tell which ids exist. A reference that he repeats is asked again for the same reason, unless the field shows
 * him bare ids of records that he cannot read.
 */
export function referenceIssues({ lookups, before, given, find, isReadable, isLoaded }: References): InputIssue[] {
  const issues: InputIssue[] = [];
  for (const [name, field] of lookups) {
    const id = given[name];
    if (typeof id !== 'string' || (field.unreadable === 'id' && id === before?.[name])) continue;
    const target = isLoaded(field.object) ? find(field.object, id) : null;
    if (target !== null && isReadable(field.object, target)) continue;
    issues.push({ path: name, code: 'REFERENCE_NOT_FOUND', message: messageOf('REFERENCE_NOT_FOUND', name) });
  }
  return issues;
}
