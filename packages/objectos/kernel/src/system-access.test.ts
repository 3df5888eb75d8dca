import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from './authenticator.ts';
import type { Context } from './context.ts';
import { createContext } from './create-context.ts';
import { FakePlatform, operation, stagesPlugin, startKernel, withOperations } from './fake-kernel.test.ts';
import { definePlugin } from './plugin.ts';
import { isSystem, systemRef } from './system-access.ts';
import type { SystemAccess } from './system-access.ts';

test('a plugin that needs it acts as the system principal, under its own name and on behalf of whoever caused it', async () => {
  const held: SystemAccess[] = [];
  const acting = (name: string) => definePlugin({ name, version: '1', needs: { system: systemRef }, setup: ({ system }) => void held.push(system) });
  const kernel = await startKernel([
    acting('flow'), acting('identity'), withOperations(operation('thing.get', { handler: ({ context }) => ({ value: context }) })), stagesPlugin(),
  ]);
  const [flow, identity] = held;
  assert.ok(flow !== undefined && identity !== undefined);
  const context = flow.context({ tenant: 'acme', onBehalfOf: 'ann', surface: 'flow', commandKey: 'effect 7' });
  assert.deepEqual(context, {
    tenant: 'acme', principal: { id: 'system', kind: 'system', roles: [] }, actors: ['plugin:flow'], onBehalfOf: 'ann', narrowing: null,
    surface: 'flow', requestId: 'id-1', time: 1_000, commandKey: 'effect 7',
  } satisfies Context);
  const { signal, ...met } = (await kernel.call('thing.get', {}, context)).value as Context;
  assert.deepEqual([met, signal?.aborted], [context, false]);
  assert.equal(met.principal, context.principal);
  assert.deepEqual(identity.context({ tenant: 'acme', onBehalfOf: null }).actors, ['plugin:identity']);
  assert.deepEqual(kernel.service(systemRef).context({ tenant: 'acme', onBehalfOf: null }).actors, ['plugin:host']);
});

test('only the principal that the kernel made is the system; every errand shares it, so caches may be keyed by it', async () => {
  const kernel = await startKernel([stagesPlugin()]);
  const access = kernel.service(systemRef);
  const { principal } = access.context({ tenant: 'acme', onBehalfOf: null });
  assert.ok(isSystem(principal));
  assert.equal(principal, access.context({ tenant: 'other', onBehalfOf: null }).principal);
  assert.ok(!isSystem({ ...principal }));
  assert.throws(() => Object.assign(principal, { kind: 'person' }), TypeError);
});

test('a context takes who from the session and the rest from the surface; what was not given is not there', () => {
  const platform = new FakePlatform();
  const session: Session = { tenant: 'acme', principal: { id: 'ann', kind: 'person', roles: ['finance'] }, actors: ['bot'], narrowing: { operations: ['thing.*'] } };
  assert.deepEqual(createContext(session, { surface: 'mcp', deadline: undefined }, platform), {
    ...session, onBehalfOf: null, surface: 'mcp', requestId: 'id-1', time: 1_000,
  });
  const { signal } = new AbortController();
  const full = createContext(session, { surface: 'rest', requestId: 'r9', deadline: 2_000, signal, commandKey: 'k', dryRun: true }, platform);
  assert.deepEqual(full, { ...session, onBehalfOf: null, surface: 'rest', requestId: 'r9', time: 1_000, deadline: 2_000, signal, commandKey: 'k', dryRun: true });
  assert.equal(full.principal, session.principal);
});
