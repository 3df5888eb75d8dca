import { FALSE, TRUE } from '@objectql/expression';
import type { Access, Expr, Rights } from '@objectql/expression';
import { systemFieldNames } from './object-fields.ts';
import type { ObjectFields } from './object-fields.ts';
import type { Subject } from './subject.ts';

/**
 * What the system principal may do: everything with every object, read-only fields included. The state field of a flow
 * stays the flow's own. It holds no role, so a guard that names one does not let it through.
 */
export class SystemRights implements Rights {
  readonly #subjects: ReadonlyMap<string, Subject>;
  readonly #fieldsOf: (subject: Subject) => ObjectFields;
  readonly #known = new Map<string, Access>();

  constructor(subjects: ReadonlyMap<string, Subject>, fieldsOf: (subject: Subject) => ObjectFields) {
    this.#subjects = subjects;
    this.#fieldsOf = fieldsOf;
  }

  of(object: string, verb: string): Access | undefined {
    const key = `${object}.${verb}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const subject = this.#subjects.get(object);
    if (subject === undefined) return undefined;
    const access: Access = { object, verb, rows: TRUE, fields: new Map(this.#spoken(subject, verb).map((name) => [name, TRUE])) };
    this.#known.set(key, access);
    return access;
  }

  denied(): Expr {
    return FALSE;
  }

  holds(): boolean {
    return false;
  }

  #spoken(subject: Subject, verb: string): readonly string[] {
    if (subject.object === null) return [];
    if (verb === 'read') return [...systemFieldNames, ...this.#fieldsOf(subject).all];
    return verb === 'create' || verb === 'update' ? this.#fieldsOf(subject).systemWritable : [];
  }
}
