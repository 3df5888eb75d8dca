import type { JournalChange, JournalEntry } from '@objectql/engine';
import { fieldOf, systemFields } from '@objectql/metadata';
import type { FieldDescriptor, Json, ObjectDescriptor, Row } from '@objectql/metadata';

/** Fields that differ; or there should be a row and is none (`missing`), or there is one that was deleted (`back`). */
export type Difference = readonly string[] | 'missing' | 'back';

/**
 * One record's row as its history tells it, held against the fields of today. What the journal cannot know is not judged:
 * values whose payload was erased, fields that came later or are gone, what a migration filled in, and values told under a
 * name that may have been another field's.
 */
export class ToldRow {
  readonly #object: ObjectDescriptor;
  readonly #names: FieldNames;
  readonly #values = new Map<string, Json>();
  /** `unclear`: the changes do not follow from each other, so the history is not of one record. */
  #state: 'untold' | 'there' | 'gone' | 'unclear' = 'untold';
  /** Whether a value told under the name of a field is that field's. */
  #sure = true;

  constructor(object: ObjectDescriptor) {
    this.#object = object;
    this.#names = fieldNamesOf(object);
  }

  /** Entries of the record's history, in order. */
  read({ salt, changes }: Pick<JournalEntry, 'salt' | 'changes'>): void {
    for (const change of changes) this.#take(change, salt === null);
  }

  /** Names of fields in which the stored row differs, or what else is wrong; null: nothing is. */
  differs(row: Row | null): Difference | null {
    if (this.#state === 'untold' || this.#state === 'unclear') return null;
    if (row === null) return this.#state === 'there' ? 'missing' : null;
    if (this.#state === 'gone') return 'back';
    const wrong = [...this.#values].filter(([name, value]) => this.#judges(name, value) && !isSame(row[name] ?? null, value)).map(([name]) => name);
    return wrong.length === 0 ? null : wrong.toSorted();
  }

  #take({ op, after }: JournalChange, erased: boolean): void {
    const starts = op === 'insert';
    if (starts === (this.#state === 'there')) this.#state = 'unclear';
    if (this.#state === 'unclear') return;
    this.#state = op === 'delete' ? 'gone' : 'there';
    // An erased change may have touched any field.
    if (starts || erased || after === null) this.#values.clear();
    if (erased || after === null) return;
    const told = Object.entries(JSON.parse(after) as Record<string, Json>);
    if (starts) this.#sure = this.#names.unsure.every((name) => told.some(([each]) => each === name));
    this.#merge(told, starts);
  }

  #merge(told: readonly (readonly [string, Json])[], whole: boolean): void {
    // What a field that is known no more was told may be of one that had its name for a time: what was told before is not relied on.
    if (!whole && told.some(([name]) => this.#names.today(name) === null)) this.#values.clear();
    const seen = new Set<string>();
    for (const [each, value] of told) {
      const name = this.#names.today(each);
      if (name === null) continue;
      if (seen.has(name)) this.#values.delete(name);
      else this.#values.set(name, value);
      seen.add(name);
    }
  }

  #judges(name: string, told: Json): boolean {
    if (Object.hasOwn(systemFields, name)) return true;
    const field = fieldOf(this.#object, name);
    if (field === undefined) return false;
    const renamed = !hasOwnId(this.#object, name, field);
    // Null where a value is required: a migration made the field required, over rows that it filled.
    if (told === null && (field.required === true || renamed)) return false;
    return this.#names.unsure.includes(name) ? false : renamed || this.#sure;
  }
}

/** How names that the journal may use lead to the fields of today. */
interface FieldNames {
  /** Null: no field is known by that name. */
  readonly today: (told: string) => string | null;
  /** Fields whose former names cannot be told from their ids. */
  readonly unsure: readonly string[];
}

const namesByObject = new WeakMap<ObjectDescriptor, FieldNames>();

function fieldNamesOf(object: ObjectDescriptor): FieldNames {
  const known = namesByObject.get(object);
  if (known !== undefined) return known;
  const former = new Map<string, string>();
  const unsure: string[] = [];
  for (const [name, field] of Object.entries(object.fields)) {
    if (hasOwnId(object, name, field)) continue;
    const before = formerName(object, field);
    if (before === null) unsure.push(name);
    else former.set(before, name);
  }
  const names: FieldNames = { unsure, today: (told) => (fieldOf(object, told) === undefined ? former.get(told) ?? null : told) };
  namesByObject.set(object, names);
  return names;
}

/** The id that a field has which never had another name. */
function hasOwnId({ id, name: object }: ObjectDescriptor, name: string, field: FieldDescriptor): boolean {
  return field.id === `${id}.${name}` || field.id === `${object}.${name}`;
}

/** The name that a field with this id had first; null where the id does not say, or another field has that name now. */
function formerName(object: ObjectDescriptor, { id }: FieldDescriptor): string | null {
  const [owner, name, ...more] = id.split('.');
  return (owner !== object.id && owner !== object.name) || name === undefined || more.length > 0 || fieldOf(object, name) !== undefined ? null : name;
}

/** Whether two JSON values are the same; the order of keys says nothing, since databases may choose it. */
function isSame(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Readonly<Record<string, Json>>, b as Readonly<Record<string, Json>>];
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => Object.hasOwn(right, name) && isSame(left[name] ?? null, right[name] ?? null));
}
