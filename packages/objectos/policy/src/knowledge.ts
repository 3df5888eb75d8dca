import { compilePredicate, isTrue } from '@objectql/expression';
import type { Access, Actor, Expr, FieldExpr, Related, Rights } from '@objectql/expression';
import type { ObjectDescriptor, Row } from '@objectql/metadata';

/** What an asker may know of one record, and of the principal whom he asks about. */
export interface Knowledge {
  /** What the field holds in this record. */
  field(field: Pick<FieldExpr, 'name' | 'via'>): boolean;
  /** That there is such a field at all. */
  exists(field: Pick<FieldExpr, 'name' | 'via'>): boolean;
  /** The principal's attribute of that name. */
  attribute(name: string): boolean;
}

export interface KnowledgeOptions {
  /** The asker's. */
  readonly rights: Rights;
  readonly asker: Actor;
  readonly object: ObjectDescriptor | null;
  readonly row: Row | null;
  readonly related: Related;
  /** Whether he may read what the principal's record holds as attributes. */
  readonly attributes: boolean;
}

/** What every explanation tells of a principal. */
const told: ReadonlySet<string> = new Set(['id', 'kind', 'roles']);

/** An asker knows what his own reads would show him, and nothing else. */
export class AskerKnowledge implements Knowledge {
  readonly #options: KnowledgeOptions;
  readonly #read: Access | undefined;

  constructor(options: KnowledgeOptions) {
    this.#options = options;
    this.#read = options.object === null ? undefined : options.rights.of(options.object.name, 'read');
  }

  field({ name, via }: Pick<FieldExpr, 'name' | 'via'>): boolean {
    const { row } = this.#options;
    if (row === null || this.#read === undefined) return false;
    if (via === undefined) return this.#seen(this.#read, name, row) && this.#leadsOpenly(name, row);
    if (!this.#seen(this.#read, via.field, row) || !this.#leadsOpenly(via.field, row)) return false;
    const target = this.#targetOf(via, row);
    return target === null || this.shows(via.object, name, target);
  }

  exists({ name, via }: Pick<FieldExpr, 'name' | 'via'>): boolean {
    if (via === undefined) return this.#read?.fields.has(name) === true;
    return this.#read?.fields.has(via.field) === true && this.#options.rights.of(via.object, 'read')?.fields.has(name) === true;
  }

  attribute(name: string): boolean {
    return told.has(name) || this.#options.attributes;
  }

  /** Whether his reads would show him that record. */
  isReadable(object: string, row: Row): boolean {
    const access = this.#options.rights.of(object, 'read');
    return access !== undefined && this.#holds(access.rows, row);
  }

  /** Whether that record shows him the field. */
  shows(object: string, name: string, row: Row): boolean {
    return this.isReadable(object, row) && this.#seen(this.#options.rights.of(object, 'read'), name, row);
  }

  /** A lookup to a record that he may not see reads null for him; so where there may be such records, null tells him nothing. */
  #leadsOpenly(name: string, row: Row): boolean {
    const field = this.#options.object?.fields[name];
    if (field?.type !== 'lookup' || field.unreadable === 'id') return true;
    const target = this.#targetOf({ field: name, object: field.object }, row);
    if (target !== null) return this.isReadable(field.object, target);
    const access = this.#options.rights.of(field.object, 'read');
    return access !== undefined && isTrue(access.rows);
  }

  #targetOf({ field, object }: NonNullable<FieldExpr['via']>, row: Row): Row | null {
    const id = row[field];
    return typeof id === 'string' ? this.#options.related(object, id) : null;
  }

  #seen(access: Access | undefined, name: string, row: Row): boolean {
    const mask = access?.fields.get(name);
    return mask !== undefined && this.#holds(mask, row);
  }

  #holds(expr: Expr, row: Row): boolean {
    return isTrue(expr) || compilePredicate(expr)(row, this.#options.asker, [], this.#options.related);
  }
}
