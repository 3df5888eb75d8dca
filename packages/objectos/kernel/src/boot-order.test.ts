import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metadataFacet, operationsFacet } from './built-in-facets.ts';
import { BootFault } from './boot-fault.ts';
import { FakePlatform, operation, stagesPlugin } from './fake-kernel.test.ts';
import { createKernel } from './kernel.ts';
import type { KernelOptions } from './kernel.ts';
import { platformRef } from './platform.ts';
import type { Plugin } from './plugin.ts';
import { defineRef } from './ref.ts';

const refs = (ids?: string) => Object.fromEntries((ids?.split(' ') ?? []).map((each) => {
  return [each, defineRef<unknown>(each)];
}));

/** A plugin that provides and needs services by id; `id@tenant` lives once per tenant. */
function plugin(name: string, services: { provides?: string; needs?: string; wants?: string }): Plugin {
  const provides = refs(services.provides);
  const setup = () => Object.fromEntries(Object.keys(provides).map((key) => [key, name]));
  return { name, version: '1', needs: refs(services.needs), wants: refs(services.wants), provides, setup };
}

const faults = (...plugins: Plugin[]) =>
  createKernel({ plugins: [...plugins, stagesPlugin()], platform: new FakePlatform() }).check().map(({ code, message }) => `${code}: ${message}`);

test('a need that nobody meets names the plugin, the service and the nearest one there is', () => {
  assert.deepEqual(faults(plugin('records', { needs: 'engine.storse nothing.near' }), plugin('tenancy', { provides: 'engine.stores' })), [
    'SERVICE_MISSING: Plugin "records" needs "engine.storse", which no plugin provides; add one that does, or did it mean "engine.stores"?',
    'SERVICE_MISSING: Plugin "records" needs "nothing.near", which no plugin provides; add one that does',
  ]);
});

test('a want that nobody meets is no fault', () => {
  assert.deepEqual(faults(plugin('records', { wants: 'engine.stores' })), []);
});

test('two providers of one service are both named, and the kernel is no service to provide', () => {
  assert.deepEqual(faults(plugin('a', { provides: 'x.store' }), plugin('b', { provides: `x.store ${platformRef.id}` })), [
    'SERVICE_DUPLICATE: Plugins "a" and "b" both provide "x.store"; load one of them.',
    'SERVICE_RESERVED: Plugin "b" provides "kernel.platform", which the kernel itself provides; take it out of provides.',
  ]);
});

test('a circle of needs or wants is told once, with every party and what it needs', () => {
  assert.deepEqual(faults(
    plugin('a', { provides: 'x.a', needs: 'x.b' }), plugin('b', { provides: 'x.b', wants: 'x.c' }), plugin('c', { provides: 'x.c', needs: 'x.a' }),
  ), ['SERVICE_CIRCULAR: Plugins need each other in a circle: "a" needs x.b -> "b" needs x.c -> "c" needs x.a -> "a"; split one of them, or let one take the other\'s service later through its own.']);
  assert.match(faults(plugin('self', { provides: 'x.a', needs: 'x.a' }))[0] ?? '', /circle: "self" needs x\.a -> "self";/u);
});

test('a plugin that provides needs a setup, and no two plugins share a name', () => {
  const idle: Plugin = { name: 'idle', version: '1', provides: { x: defineRef('x.x') } };
  assert.deepEqual(faults(idle, { name: 'idle', version: '2' }), [
    'PLUGIN_NO_SETUP: Plugin "idle" provides "x.x" but has no setup to make it; add setup, or take it out of provides.',
    'PLUGIN_DUPLICATE: Two plugins are named "idle"; load one of them, or rename one.',
  ]);
});

test('a kernel without authoriser, committer or platform refuses to boot', async () => {
  const kernel = createKernel({ plugins: [], platform: new FakePlatform() });
  assert.deepEqual(kernel.check().map(({ code }) => code), ['KERNEL_NO_AUTHORISER', 'KERNEL_NO_COMMITTER']);
  await assert.rejects(kernel.start(), BootFault);
  assert.throws(() => createKernel({ plugins: [] } as unknown as KernelOptions), (error) => error instanceof BootFault && error.faults[0]?.code === 'KERNEL_NO_PLATFORM');
});

test('the boot reports every fault at once and starts nothing', async () => {
  const plugins: Plugin[] = [
    { name: 'a', version: '1', contributes: [operationsFacet.of(operation('x.get')), metadataFacet.of({ kind: 'object', name: 'x', descriptor: {} })] },
    { name: 'b', version: '1', contributes: [operationsFacet.of(operation('x.get'))], needs: { gone: defineRef('x.gone') }, setup: () => assert.fail('started') },
  ];
  const error: unknown = await createKernel({ plugins, platform: new FakePlatform() }).start().catch((each: unknown) => each);
  assert.ok(error instanceof BootFault);
  const codes = ['SERVICE_MISSING', 'KERNEL_NO_AUTHORISER', 'KERNEL_NO_COMMITTER', 'OPERATION_DUPLICATE', 'METADATA_KIND_UNKNOWN'];
  assert.deepEqual(error.faults.map(({ code }) => code), codes);
  assert.equal(error.code, 'BOOT_FAILED');
  assert.match(error.message, /^The kernel did not start, for 5 reasons:\n {2}SERVICE_MISSING: /u);
  for (const code of codes) assert.ok(error.message.includes(`\n  ${code}: `), code);
});
