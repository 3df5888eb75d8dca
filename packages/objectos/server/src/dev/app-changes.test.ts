import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definePlugin } from '@objectos/kernel';
import { defineFlow, defineObject, f } from '@objectql/metadata';
import type { ObjectDescriptor, PluginDescriptor } from '@objectql/metadata';
import { changesOf, shared } from './app-changes.ts';
import type { AppContent } from './app-changes.ts';

const order = defineObject({ name: 'order', fields: { title: f.text({ id: 'order.title' }), size: f.integer({ id: 'order.size' }) } });
const approval = defineFlow({ name: 'OrderFlow', object: 'order', field: 'stage', initialState: 'open', states: { open: { on: { win: { target: 'won' } } }, won: {} } });
const clerk = { kind: 'role', id: 'clerk', name: 'clerk', rules: [], source: { file: 'shop.ts' } } as const;
const code = definePlugin({ name: 'handlers', version: '1' });

function content(more: Partial<PluginDescriptor> = {}, plugins = [code]): AppContent {
  return { plugins: [{ name: 'shop', version: '1.0.0', objects: [order], flows: [approval], actions: [], roles: [clerk], source: { file: 'shop.ts' }, ...more }], code: plugins };
}

function orderWith(change: Partial<ObjectDescriptor>): Partial<PluginDescriptor> {
  return { objects: [{ ...order, ...change }] };
}

test('every kind of change has its words, and where things were written is none', () => {
  const { title, size } = order.fields;
  const cases: readonly (readonly [AppContent, readonly string[]])[] = [
    [content(orderWith({ source: { file: 'elsewhere.yml', line: 7 } })), []],
    [content(orderWith({ fields: { title, size, code: { type: 'text', id: 'order.code' } } })), ['+ field order.code']],
    [content(orderWith({ fields: { title } })), ['- field order.size']],
    [content(orderWith({ fields: { title, volume: size } })), ['~ field order.size is now volume']],
    [content(orderWith({ fields: { title: { type: 'text', id: 'order.title', max: 5 }, size } })), ['~ field order.title']],
    [content(orderWith({ label: 'Sale' })), ['~ object order']],
    [content(orderWith({ name: 'sale' })), ['~ object order is now sale']],
    [content({ objects: [] }), ['- object order']],
    [content({ objects: [order, { ...order, id: 'lead', name: 'lead' }] }), ['+ object lead']],
    [content({ flows: [{ ...approval, initialState: 'won' }], roles: [] }), ['~ flow OrderFlow', '- role clerk']],
    [content({ version: '1.0.1' }), ['~ plugin shop']],
    [content({ agentTools: ['order.list'] }), ['~ plugin shop']],
    [content({}, [{ ...code }]), ['~ code handlers']],
    [content({}, []), ['- code handlers']],
  ];
  for (const [after, told] of cases) assert.deepEqual(changesOf(content(), after), told);
});

test('what says the same as before is the very same, whatever came beside it', () => {
  const before = content().plugins;
  const again = structuredClone(before);
  assert.equal(shared(before, again)[0], before[0]);
  const [grown] = shared(before, [{ ...structuredClone(before[0]), objects: [...(again[0]?.objects ?? []), { ...order, id: 'lead', name: 'lead' }] } as PluginDescriptor]);
  assert.equal(grown?.objects[0], order);
  assert.equal(grown?.flows[0], approval);
});
