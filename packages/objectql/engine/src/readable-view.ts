import { FALSE, TRUE, and, fieldExpr, isTrue } from '@objectql/expression';
import type { Access, Expr, Rights } from '@objectql/expression';
import { fieldNamesOf, fieldOf } from '@objectql/metadata';
import type { FieldDescriptor, LookupField, ObjectDescriptor } from '@objectql/metadata';
import type { ReadColumn } from './read-plan.ts';
import { rebase } from './rebase.ts';

type Objects = ReadonlyMap<string, ObjectDescriptor>;
type Target = NonNullable<ReadColumn['target']>;

/**
 * One object as one set of rights shows it: the only place where names become expressions. A name that is not in it does
 * not exist, whether the object has such a field or not.
 */
export class ReadableView {
  readonly object: ObjectDescriptor;
  readonly rows: Expr;
  /** Readable fields in the order in which records show them. */
  readonly names: readonly string[];
  readonly #access: Access;
  readonly #rights: Rights;
  readonly #objects: Objects;
  readonly #visible = new Map<string, Visible | undefined>();

  constructor(objects: Objects, rights: Rights, { object, access }: { object: ObjectDescriptor; access: Access }) {
    this.object = object;
    this.rows = access.rows;
    this.names = fieldNamesOf(object).filter((name) => access.fields.has(name));
    this.#access = access;
    this.#rights = rights;
    this.#objects = objects;
  }

  /** The descriptors that names are resolved over. */
  get schema(): object {
    return this.#objects;
  }

  has(name: string): boolean {
    return this.#access.fields.has(name) && fieldOf(this.object, name) !== undefined;
  }

  /** The lookup of that name, where it is readable and one. */
  lookup(name: string): LookupField | undefined {
    const field = this.has(name) ? fieldOf(this.object, name) : undefined;
    return field?.type === 'lookup' ? field : undefined;
  }

  /** The field as reads answer it. */
  column(name: string, expanded = false): ReadColumn | undefined {
    const field = this.has(name) ? fieldOf(this.object, name) : undefined;
    if (field === undefined) return undefined;
    const mask = this.#access.fields.get(name) ?? FALSE;
    if (field.type !== 'lookup') return { name, field, mask };
    const expand = expanded ? this.#expansion(field) : undefined;
    if (expand !== undefined) return { name, field, mask, expand };
    const target = this.#hiddenTarget(field);
    return target === undefined ? { name, field, mask } : { name, field, mask, target };
  }

  /** The field (`amount`), or a field of the record that a lookup leads to (`customer.name`), as filters and sorts may see it. */
  visible(path: string): Visible | undefined {
    if (this.#visible.has(path)) return this.#visible.get(path);
    const point = path.indexOf('.');
    const visible = point < 0 ? this.#ownField(path) : this.#targetField(path.slice(0, point), path.slice(point + 1));
    if (visible !== undefined) this.#visible.set(path, visible); // names that do not exist are endless, so they are not kept
    return visible;
  }

  /** What kind of field `visible` answers. */
  descriptor(path: string): FieldDescriptor | undefined {
    const [first = '', ...rest] = path.split('.');
    const target = rest.length === 0 ? undefined : this.lookup(first);
    if (target !== undefined) return this.#viewOf(target.object)?.descriptor(rest.join('.'));
    return rest.length === 0 && this.has(first) ? fieldOf(this.object, first) : undefined;
  }

  /** Everything that `visible` answers, for the nearest name. */
  paths(): string[] {
    return this.names.flatMap((name) => {
      const target = this.lookup(name);
      const view = target && this.#viewOf(target.object);
      return view === undefined ? [name] : [name, ...view.names.map((each) => `${name}.${each}`)];
    });
  }

  #ownField(name: string): Visible | undefined {
    const column = this.column(name);
    if (column === undefined) return undefined;
    const seen = column.target === undefined ? TRUE : rebase(column.target.rows, { field: name, object: column.target.object.name });
    return seen === null ? notFilterable : { expr: masked(and(column.mask, seen), fieldExpr(this.object, name)) };
  }

  #targetField(lookup: string, name: string): Visible | undefined {
    const field = this.lookup(lookup);
    const view = field && this.#viewOf(field.object);
    const through = view?.visible(name);
    if (view === undefined || through === undefined) return undefined;
    if (through.expr === null) return notFilterable;
    const via = { field: lookup, object: view.object.name };
    const rows = rebase(view.rows, via);
    const value = rebase(through.expr, via);
    if (rows === null || value === null) return notFilterable;
    return { expr: masked(and(this.#access.fields.get(lookup) ?? FALSE, rows), value) };
  }

  #viewOf(name: string): ReadableView | undefined {
    const object = this.#objects.get(name);
    const access = this.#rights.of(name, 'read');
    return object && access && new ReadableView(this.#objects, this.#rights, { object, access });
  }

  /** What hides the lookup's value in some rows; undefined where nothing does. */
  #hiddenTarget(field: LookupField): Target | undefined {
    const object = this.#objects.get(field.object);
    if (object === undefined || field.unreadable === 'id') return undefined;
    const rows = this.#rights.of(object.name, 'read')?.rows ?? FALSE;
    return isTrue(rows) ? undefined : { object, rows };
  }

  #expansion(field: LookupField): ReadColumn['expand'] {
    const object = this.#objects.get(field.object);
    if (object === undefined) return undefined;
    const view = this.#viewOf(field.object);
    return { object, rows: view?.rows ?? FALSE, columns: view?.names.flatMap((name) => view.column(name) ?? []) ?? [] };
  }
}

/** What a filter may use; null: the field is readable, but no expression one lookup deep can say where. */
export interface Visible {
  readonly expr: Expr | null;
}

const notFilterable: Visible = { expr: null };

function masked(when: Expr, then: Expr): Expr {
  // oxlint-disable-next-line no-thenable -- an expression is data and is never awaited
  return isTrue(when) ? then : { kind: 'choose', type: then.type, when, then };
}
