import type { ObjectDescriptor } from '@objectql/metadata';

/** One column of an index. */
export interface IndexTerm {
  readonly field: string;
  readonly descending: boolean;
}

/** An index that an object's table is to have. */
export interface WantedIndex {
  /** Says what it is of; a database may keep less of it. */
  readonly name: string;
  readonly unique: boolean;
  /** The fields that were asked for. */
  readonly fields: readonly string[];
  /** Its columns: those fields, and `id` where that makes the order total. */
  readonly order: readonly IndexTerm[];
}

/** The same, as a database spells it. */
export interface IndexLayout extends WantedIndex {
  readonly sql: string;
}

/**
 * The indexes that the descriptor asks for, and one for each lookup, unless another begins with its field. Every one that is
 * not unique ends in `id`, which is how the engine makes an order total, so that a list comes straight from its index.
 */
export function wantedIndexes(object: ObjectDescriptor): readonly WantedIndex[] {
  const declared = object.indexes.map((index) => wantedIndex(object, index.fields, index.unique === true));
  const leading = new Set(object.indexes.map((index) => termOf(index.fields[0] ?? '').field));
  const single = Object.entries(object.fields).flatMap(([name, field]) => {
    if (field.unique === true) return [wantedIndex(object, [name], true)];
    return (field.index === true || field.type === 'lookup') && !leading.has(name) ? [wantedIndex(object, [name], false)] : [];
  });
  return [...new Map([...declared, ...single].map((index) => [index.name, index])).values()];
}

function wantedIndex(object: ObjectDescriptor, given: readonly string[], unique: boolean): WantedIndex {
  const terms = given.map(termOf);
  return {
    name: `${unique ? 'unique' : 'index'}:${object.name}:${given.join(':')}`,
    unique,
    fields: terms.map(({ field }) => field),
    order: unique || terms.at(-1)?.field === 'id' ? terms : [...terms, { field: 'id', descending: false }],
  };
}

/** `-amount` is amount, descending. */
function termOf(given: string): IndexTerm {
  return given.startsWith('-') ? { field: given.slice(1), descending: true } : { field: given, descending: false };
}
