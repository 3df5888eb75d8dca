import { FALSE, TRUE } from '@objectql/expression';
import type { Access, Expr, Rights } from '@objectql/expression';
import type { ObjectDescriptor } from '@objectql/metadata';
import { systemFieldNames } from './object-fields.ts';
import type { ObjectFields } from './object-fields.ts';

/**
 * What the system principal may do: everything with every object, read-only fields included. The state field of a flow
 * stays the flow's own. It holds no role, so a guard that names one does not let it through.
 */
export class SystemRights implements Rights {
  readonly #objects: ReadonlyMap<string, ObjectDescriptor>;
  readonly #fieldsOf: (object: ObjectDescriptor) => ObjectFields;
  readonly #known = new Map<string, Access>();

  constructor(objects: ReadonlyMap<string, ObjectDescriptor>, fieldsOf: (object: ObjectDescriptor) => ObjectFields) {
    this.#objects = objects;
    this.#fieldsOf = fieldsOf;
  }

  of(object: string, verb: string): Access | undefined {
    const key = `${object}.${verb}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const descriptor = this.#objects.get(object);
    if (descriptor === undefined) return undefined;
    const access: Access = { object, verb, rows: TRUE, fields: new Map(this.#spoken(descriptor, verb).map((name) => [name, TRUE])) };
    this.#known.set(key, access);
    return access;
  }

  denied(): Expr {
    return FALSE;
  }

  holds(): boolean {
    return false;
  }

  #spoken(object: ObjectDescriptor, verb: string): readonly string[] {
    if (verb === 'read') return [...systemFieldNames, ...this.#fieldsOf(object).all];
    return verb === 'create' || verb === 'update' ? this.#fieldsOf(object).systemWritable : [];
  }
}
