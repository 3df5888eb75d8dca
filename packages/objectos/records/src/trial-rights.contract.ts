import { authoriserRef, definePlugin, isSystem } from '@objectos/kernel';
import type { AnyOperation, Context, Snapshot, Verdict } from '@objectos/kernel';
import { FALSE, TRUE, parseExpression } from '@objectql/expression';
import type { Access, Expr, Rights } from '@objectql/expression';
import { descriptorsOf, systemFields } from '@objectql/metadata';
import type { MetadataReader, ObjectDescriptor } from '@objectql/metadata';

/** What a role of these tests may do, said plainly: by object and verb the rows, and by field where. The policy package says it from rules. */
export type TrialRole = Readonly<Record<string, Readonly<Record<string, TrialGrant>>>>;

export interface TrialGrant {
  /** CEL; all rows where absent. */
  readonly rows?: string;
  /** By field CEL, or true for every record. */
  readonly fields?: Readonly<Record<string, string | true>>;
}

class TrialRights implements Rights {
  readonly #role: TrialRole;
  readonly #reader: MetadataReader;
  readonly #known = new Map<string, Access | undefined>();

  constructor(role: TrialRole, reader: MetadataReader) {
    this.#role = role;
    this.#reader = reader;
  }

  of(object: string, verb: string): Access | undefined {
    const key = `${object}.${verb}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#accessTo(object, verb));
    return this.#known.get(key);
  }

  denied(): Expr {
    return FALSE;
  }

  holds(): boolean {
    return false;
  }

  #accessTo(name: string, verb: string): Access | undefined {
    const grant = this.#role[name]?.[verb];
    const objects = descriptorsOf(this.#reader, 'object');
    const object = objects.get(name);
    if (grant === undefined || object === undefined) return undefined;
    const exprOf = (text: string | true | undefined): Expr => {
      if (text === undefined || text === true) return TRUE;
      const parsed = parseExpression(text, { object, objects });
      if (!parsed.ok) throw new Error(`${text}: ${parsed.issues.map(({ message }) => message).join(' ')}`);
      return parsed.expr;
    };
    const system = verb === 'read' ? Object.keys(systemFields).map((field) => [field, TRUE] as const) : [];
    const own = Object.entries(grant.fields ?? {}).map(([field, when]) => [field, exprOf(when)] as const);
    return { object: name, verb, rows: exprOf(grant.rows), fields: new Map([...system, ...own]) };
  }
}

/** Everything, to the extent that contracts allow it to anybody. */
export function everything(objects: readonly ObjectDescriptor[], unwritable: readonly string[]): TrialRole {
  return Object.fromEntries(objects.map(({ name, fields }) => {
    const read = Object.fromEntries(Object.keys(fields).map((field) => [field, true as const]));
    const write = Object.fromEntries(Object.keys(fields).filter((field) => !unwritable.includes(field)).map((field) => [field, true as const]));
    return [name, { read: { fields: read }, create: { fields: write }, update: { fields: write }, delete: {} }];
  }));
}

/** An authoriser that knows these roles and nothing else. */
export function authoriserOf(roles: Readonly<Record<string, TrialRole>>) {
  const known = new WeakMap<Snapshot, Map<string, Rights>>();
  const rightsOf = (role: string, snapshot: Snapshot): Rights => {
    const rights = known.get(snapshot) ?? new Map<string, Rights>();
    known.set(snapshot, rights);
    let found = rights.get(role);
    if (found === undefined) rights.set(role, (found = new TrialRights(roles[role] ?? {}, snapshot)));
    return found;
  };
  const authorise = ({ grant }: AnyOperation, { principal }: Context, snapshot: Snapshot): Verdict => {
    const granted = rightsOf(isSystem(principal) ? 'admin' : principal.roles[0] ?? '', snapshot);
    const allowed = grant === null || granted.of(grant.object, grant.verb) !== undefined;
    return allowed ? { allowed, granted } : { allowed, reason: 'no grant' };
  };
  return definePlugin({ name: 'roles', version: '1', provides: { authoriser: authoriserRef }, setup: () => ({ authoriser: { authorise } }) });
}
