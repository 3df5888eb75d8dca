import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { authenticatorRef, authoriserRef, createContext, createKernel, definePlugin, isSystem, kindsFacet, operationsFacet, systemRef } from '@objectos/kernel';
import type { AnyOperation, Context, ContextOptions, Kernel, Platform, Session, SystemAccess } from '@objectos/kernel';
import { recordsPlugin } from '@objectos/records';
import { MemoryDriver, openStore, runtimeRights, sealerRef, storesRef } from '@objectql/engine';
import type { Sealer, Store } from '@objectql/engine';
import { systemFields } from '@objectql/metadata';
import { identityPlugin } from './identity-plugin.ts';
import { delegationObject } from './delegation-object.ts';
import { principalObject } from './principal-object.ts';
import { principalSessionsRef } from './token-authenticator.ts';
import { tokenObject } from './token-object.ts';

/** A real platform but for its clock, which a test moves. */
export class TestPlatform implements Platform {
  time = Date.parse('2026-11-22T10:00:00.000Z');
  now(): number {
    return this.time;
  }
  sha256(text: string): string {
    return createHash('sha256').update(text).digest('hex');
  }
  randomHex(bytes: number): string {
    return randomBytes(bytes).toString('hex');
  }
  uuid(): string {
    return randomUUID();
  }
  defer(task: () => void): void {
    setImmediate(task);
  }
  timer(milliseconds: number, task: () => void): () => void {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  }
  log(level: string, message: string, cause?: unknown): void {
    assert.notEqual(level, 'error', `${message} ${String(cause)}`);
  }
}

const unchained: Sealer = {
  genesis: () => 'genesis',
  seal: (head, drafts) =>
    drafts.map(({ scope, changes }, index) => ({
      seq: head.seq + 1 + index, header: JSON.stringify({ principal: scope.principal.id, actors: scope.actors, operation: scope.operation }),
      salt: null, digest: '', hash: 'hash', changes,
    })),
};

/** Everybody may do everything here: these tests are about who calls, not what he may. */
const everything = (() => {
  const objects = [principalObject, delegationObject];
  const readable = runtimeRights(objects);
  return {
    of(object: string, verb: string) {
      const access = readable.of(object, 'read');
      if (access === undefined || verb === 'read') return access;
      return { ...access, verb, fields: new Map([...access.fields].filter(([name]) => !Object.hasOwn(systemFields, name))) };
    },
    denied: readable.denied.bind(readable),
    holds: () => true,
  };
})();

/** Operations to name: `vault.open` only the system may call. */
function nothing(name: string): AnyOperation {
  return {
    name, title: name, description: name, effect: 'read', idempotent: true, grant: null, target: 'system',
    input: { parse: () => ({ ok: true, value: {} }), jsonSchema: () => ({}) }, output: () => ({}), handler: () => ({ value: null }),
  };
}

export class IdentitySite {
  readonly platform: TestPlatform;
  readonly kernel: Kernel;
  readonly system: SystemAccess;
  readonly systemStore: Store;

  constructor(parts: { platform: TestPlatform; kernel: Kernel; system: SystemAccess; systemStore: Store }) {
    this.platform = parts.platform;
    this.kernel = parts.kernel;
    this.system = parts.system;
    this.systemStore = parts.systemStore;
  }

  /** The operator at the machine. */
  operator(tenant = 'acme'): Context {
    return this.system.context({ tenant, onBehalfOf: 'root', surface: 'cli' });
  }

  context(session: Session, options: Partial<ContextOptions> = {}): Context {
    return createContext(session, { surface: 'rest', ...options }, this.platform);
  }

  async call(operation: string, input: Readonly<Record<string, unknown>>, context: Context = this.operator()): Promise<Record<string, unknown>> {
    const { value } = await this.kernel.call(operation, input, context);
    return JSON.parse(JSON.stringify(value instanceof Object && 'text' in value ? JSON.parse(String(value.text)) : value)) as Record<string, unknown>;
  }

  async principal(id: string, more: Readonly<Record<string, unknown>> = {}, tenant = 'acme'): Promise<void> {
    await this.call('principal.create', { id, name: id, kind: 'person', roles: ['rep'], ...more }, this.operator(tenant));
  }

  async delegation(id: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.call('delegation.create', { id, principal: 'ada', agent: 'bot', operations: ['*'], ...more });
  }

  /** A token made by the operator. */
  async token(input: Readonly<Record<string, unknown>>, tenant = 'acme'): Promise<string> {
    const { token } = await this.call('token.create', input, this.operator(tenant));
    assert.equal(typeof token, 'string');
    return String(token);
  }

  session(token: string): Session | null | Promise<Session | null> {
    return this.kernel.service(authenticatorRef).authenticate(token);
  }

  async live(token: string): Promise<Session> {
    const session = await this.session(token);
    assert.ok(session, 'the token is refused');
    return session;
  }

  async ofPrincipal(id: string, tenant = 'acme'): Promise<Session | null> {
    return this.kernel.service(principalSessionsRef).ofPrincipal(tenant, id);
  }
}

/** Runs a test on a fresh site: the tenants `acme` and `other`, records, identity, no policy. */
export async function onSite(work: (site: IdentitySite) => Promise<void>): Promise<void> {
  const platform = new TestPlatform();
  const open = (...objects: (typeof tokenObject | typeof principalObject | typeof delegationObject)[]) =>
    openStore({ driver: new MemoryDriver(), host: platform, sealer: unchained, objects });
  const systemStore = await open(tokenObject);
  const tenants = new Map([['acme', await open(principalObject, delegationObject)], ['other', await open(principalObject, delegationObject)]]);
  let system: SystemAccess | undefined;
  const surroundings = definePlugin({
    name: 'surroundings', version: '1',
    needs: { system: systemRef },
    provides: { stores: storesRef, sealer: sealerRef, authoriser: authoriserRef },
    contributes: [kindsFacet.of({ kind: 'object' }, { kind: 'systemObject' }, { kind: 'flow' }, { kind: 'role' }, { kind: 'action' }), operationsFacet.of(...['customer.list', 'deal.get', 'deal.list', 'vault.open'].map(nothing))],
    setup(services) {
      system = services.system;
      return {
        stores: { of: (tenant) => Promise.resolve(tenants.get(tenant) ?? assert.fail(`no tenant ${tenant}`)), system: () => Promise.resolve(systemStore) },
        sealer: unchained,
        authoriser: { authorise: ({ name }, { principal }) => (name === 'vault.open' && !isSystem(principal) ? { allowed: false, reason: 'out of sight' } : { allowed: true, granted: everything }) },
      };
    },
  });
  const kernel = createKernel({ plugins: [surroundings, recordsPlugin(), identityPlugin()], platform });
  await kernel.start();
  try {
    await work(new IdentitySite({ platform, kernel, systemStore, system: system ?? assert.fail() }));
  } finally {
    await kernel.stop();
  }
}
