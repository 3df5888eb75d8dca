import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRef, authoriserRef, committerRef, createKernel, definePlugin, isSystem, kindsFacet, metadataFacet, operationsFacet } from '@objectos/kernel';
import type { Context, Platform, Plugin, SystemAccess } from '@objectos/kernel';
import { isTrue } from '@objectql/expression';
import type { RoleDescriptor } from '@objectql/metadata';
import { policyPlugin } from './policy-plugin.ts';
import { rightsOf } from './rights.ts';
import { deal, dealFlow, operation, role } from './sales-metadata.contract.ts';

const platform: Platform = {
  now: () => 0,
  sha256: (text) => text,
  randomHex: (bytes) => '0'.repeat(bytes * 2),
  uuid: () => 'u',
  defer: (task) => queueMicrotask(task),
  timer: () => () => undefined,
  log: () => undefined,
};

function kernelWith(roles: readonly RoleDescriptor[], ...more: readonly Plugin[]) {
  const sales = definePlugin({
    name: 'sales', version: '1',
    provides: { committer: committerRef },
    contributes: [
      kindsFacet.of({ kind: 'object' }, { kind: 'role' }, { kind: 'flow' }),
      metadataFacet.of({ kind: 'object', name: 'deal', descriptor: deal }, { kind: 'flow', name: 'DealFlow', descriptor: dealFlow }, ...roles.map((each) => ({ kind: 'role', name: each.name, descriptor: each }))),
      operationsFacet.of(operation('deal.create', { object: 'deal', verb: 'create' })),
    ],
    setup: () => ({ committer: { commit: () => Promise.reject(new Error('unused')) } }),
  });
  return createKernel({ plugins: [sales, policyPlugin, ...more], platform });
}

test('a kernel does not start with a role that cannot mean anything, and says where it was written', async () => {
  const source = { file: 'roles.yml', line: 3, column: 5 };
  const kernel = kernelWith([role('rep', { effect: 'allow', verbs: ['read'], when: 'record.nosuch == 1', source })]);
  await assert.rejects(kernel.start(), /POLICY_CONDITION.*roles\.yml:3:5/su);
});

test('the system principal has every right on every object but the state of a flow, and holds no role', async () => {
  let system: SystemAccess | undefined;
  const errands = definePlugin({ name: 'errands', version: '1', needs: { system: systemRef }, setup: (services) => void (system = services.system) });
  const kernel = kernelWith([role('rep', { effect: 'deny', verbs: ['*'] })], errands);
  await kernel.start();
  const context: Context | undefined = system?.context({ tenant: 'main', onBehalfOf: null });
  assert.ok(context && isSystem(context.principal));
  const verdict = kernel.service(authoriserRef).authorise(operation('deal.create', { object: 'deal', verb: 'create' }), context, kernel.snapshot);
  assert.ok(verdict.allowed);
  const rights = rightsOf(verdict.granted);
  assert.ok(isTrue(rights.of('deal', 'read')?.rows ?? assert.fail()));
  assert.deepEqual([...(rights.of('deal', 'create')?.fields.keys() ?? [])], ['title', 'owner', 'amount', 'note', 'customer', 'closedAt']);
  assert.equal(rights.of('nosuch', 'read'), undefined);
  assert.equal(rights.of('tally', 'read'), undefined);
  assert.equal(rights.holds('rep'), false);
  await kernel.stop();
});
