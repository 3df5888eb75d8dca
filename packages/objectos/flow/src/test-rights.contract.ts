import assert from 'node:assert/strict';
import { authoriserRef, definePlugin, isSystem } from '@objectos/kernel';
import type { AnyOperation, Authoriser, Context, Principal, Snapshot, Verdict } from '@objectos/kernel';
import { FALSE, TRUE, and, not, parseExpression } from '@objectql/expression';
import type { Access, Expr, Rights } from '@objectql/expression';
import { descriptorsOf, systemFields } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';

/** What a role may do in a test: `verb:object` to a condition on the record, or true. `!verb:object` denies. */
export type TestRole = Readonly<Record<string, string | true>>;

/**
 * The least of an authoriser: rules of roles, role `everyone` included, and fields that a role may not read. The real one
 * is the policy package's, with which the tests of the whole kernel run.
 */
export function testAuthoriser(roles: Readonly<Record<string, TestRole>>, hidden: readonly string[] = []) {
  return definePlugin({
    name: 'test-authoriser',
    version: '0.0.0',
    provides: { authoriser: authoriserRef },
    setup: () => ({ authoriser: new TestAuthoriser(roles, hidden) }),
  });
}

class TestAuthoriser implements Authoriser {
  readonly #roles: Readonly<Record<string, TestRole>>;
  readonly #hidden: readonly string[];
  readonly #known = new Map<string, Rights>();

  constructor(roles: Readonly<Record<string, TestRole>>, hidden: readonly string[]) {
    this.#roles = roles;
    this.#hidden = hidden;
  }

  authorise({ grant }: AnyOperation, { principal, narrowing }: Context, snapshot: Snapshot): Verdict {
    const held = narrowing?.roles === undefined ? principal.roles : principal.roles.filter((role) => narrowing.roles?.includes(role));
    const rights = this.#rightsOf({ ...principal, roles: held }, snapshot, isSystem(principal));
    const allowed = grant === null || rights.of(grant.object, grant.verb) !== undefined || (grant.orRoles ?? []).some((role) => rights.holds(role));
    return allowed ? { allowed, granted: rights } : { allowed, reason: 'no rule' };
  }

  #rightsOf(principal: Principal, snapshot: Snapshot, system: boolean): Rights {
    const key = JSON.stringify([principal.roles, system]);
    let rights = this.#known.get(key);
    if (rights === undefined) this.#known.set(key, (rights = system ? systemRights(snapshot) : this.#rules(principal.roles, snapshot)));
    return rights;
  }

  #rules(roles: readonly string[], snapshot: Snapshot): Rights {
    const objects = descriptorsOf(snapshot, 'object');
    const find = (object: string, rule: string): Expr => {
      for (const role of [...roles, 'everyone']) {
        const when = this.#roles[role]?.[rule];
        if (when !== undefined) return when === true ? TRUE : expressionOf(when, objects.get(object), objects);
      }
      return FALSE;
    };
    return remembering({
      of: (object, verb) => {
        const allow = find(object, `${verb}:${object}`);
        const deny = find(object, `!${verb}:${object}`);
        if (allow === FALSE) return undefined;
        const fields = fieldsOf(objects.get(object)).filter((field) => verb !== 'read' || !this.#hidden.includes(field));
        return { object, verb, rows: deny === FALSE ? allow : and(allow, not(deny)), fields: new Map(fields.map((field) => [field, TRUE])) };
      },
      denied: (object, verb) => find(object, `!${verb}:${object}`),
      holds: (role) => roles.includes(role),
    });
  }
}

function systemRights(snapshot: Snapshot): Rights {
  const objects = descriptorsOf(snapshot, 'object');
  return remembering({
    of: (object, verb) => ({ object, verb, rows: TRUE, fields: new Map(fieldsOf(objects.get(object)).map((field) => [field, TRUE])) }),
    denied: () => FALSE,
    holds: () => false,
  });
}

/** Equal questions get the identical object. */
function remembering(rights: Rights): Rights {
  const known = new Map<string, Access | undefined>();
  return {
    ...rights,
    of(object, verb) {
      const key = `${object}.${verb}`;
      if (!known.has(key)) known.set(key, rights.of(object, verb));
      return known.get(key);
    },
  };
}

function fieldsOf(object: ObjectDescriptor | undefined): readonly string[] {
  return object === undefined ? [] : [...Object.keys(systemFields), ...Object.keys(object.fields)];
}

function expressionOf(text: string, object: ObjectDescriptor | undefined, objects: ReadonlyMap<string, ObjectDescriptor>): Expr {
  assert.ok(object !== undefined, text);
  const parsed = parseExpression(text, { object, objects });
  assert.ok(parsed.ok, text);
  return parsed.expr;
}
