import { systemFields } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import { MOST_NAME_BYTES } from './table-layout.ts';

/** As many as SQLite reads in one row, so that what one store holds the other can hold. */
const MOST_FIELDS = 490;

const reservedTables: ReadonlySet<string> = new Set(['_head', '_journal', '_access', '_meta']);

/** Columns that every table of PostgreSQL has already. */
const reservedColumns: ReadonlySet<string> = new Set(['_tenant', 'tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** What of the metadata PostgreSQL itself cannot hold, whatever is stored. */
export function unstorable(objects: readonly ObjectDescriptor[]): readonly string[] {
  const problems: string[] = [];
  const ids = new Map<string, string>();
  for (const object of objects) {
    const names = Object.keys(object.fields);
    if (reservedTables.has(object.name)) problems.push(`Object ${object.name}: the name belongs to the store; give the object another name.`);
    if (names.length > MOST_FIELDS) problems.push(`Object ${object.name} has ${names.length} fields, and a store holds at most ${MOST_FIELDS}: split it.`);
    noteDuplicate(ids, object.id, `Object ${object.name}`, problems);
    for (const name of [object.name, ...names]) {
      if (Buffer.byteLength(name) > MOST_NAME_BYTES) problems.push(`${object.name}: the name ${name} is longer than the ${MOST_NAME_BYTES} bytes that PostgreSQL keeps; shorten it.`);
    }
    const fieldIds = new Map<string, string>();
    for (const [name, field] of Object.entries(object.fields)) {
      if (reservedColumns.has(name)) problems.push(`${object.name}: PostgreSQL has a column ${name} of its own; give the field another name.`);
      if (Object.hasOwn(systemFields, name)) problems.push(`${object.name}: ${name} is a system field; give the field another name.`);
      noteDuplicate(fieldIds, field.id, `${object.name}: field ${name}`, problems);
    }
  }
  return problems;
}

function noteDuplicate(known: Map<string, string>, id: string, subject: string, problems: string[]): void {
  const other = known.get(id);
  if (other === undefined) known.set(id, subject);
  else problems.push(`${subject} and ${other} have the same id ${id}; give one another id.`);
}
