import { systemFields } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import type { SqliteTraits } from './connection.ts';

/**
 * What of the metadata SQLite itself cannot hold, whatever is stored: names that differ in case only (its identifiers fold
 * ASCII letters), ids used twice, names of its own, too many fields.
 */
export function unstorable(objects: readonly ObjectDescriptor[], most: SqliteTraits['fields']): readonly string[] {
  const problems: string[] = [];
  const tables = new Map<string, string>();
  const ids = new Map<string, string>();
  for (const object of objects) {
    const folded = object.name.toLowerCase();
    if (reservedTables.has(folded) || folded.startsWith('sqlite_')) problems.push(`Object ${object.name}: the name belongs to the store; give the object another name.`);
    noteDuplicate(tables, folded, { what: 'Object', name: object.name, why: 'differ in case only; rename one' }, problems);
    noteDuplicate(ids, object.id, { what: 'Object', name: object.name, why: `have the same id ${object.id}; give one another id` }, problems);
    const { length } = Object.keys(object.fields);
    if (length > most) problems.push(`Object ${object.name} has ${length} fields, and the store reads at most ${most} in one row: split it.`);
    const columns = new Map<string, string>(Object.keys(systemFields).map((name) => [name.toLowerCase(), name]));
    const fieldIds = new Map<string, string>();
    for (const [name, field] of Object.entries(object.fields)) {
      noteDuplicate(columns, name.toLowerCase(), { what: `${object.name}: field`, name, why: 'differ in case only; rename one' }, problems);
      noteDuplicate(fieldIds, field.id, { what: `${object.name}: field`, name, why: `have the same id ${field.id}; give one another id` }, problems);
    }
  }
  return problems;
}

const reservedTables: ReadonlySet<string> = new Set(['_journal', '_access', '_meta']);

function noteDuplicate(
  known: Map<string, string>,
  key: string,
  subject: { readonly what: string; readonly name: string; readonly why: string },
  problems: string[],
): void {
  const other = known.get(key);
  if (other === undefined) known.set(key, subject.name);
  else problems.push(`${subject.what} ${subject.name} and ${other} ${subject.why}.`);
}
