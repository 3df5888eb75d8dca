import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { definePlugin, kindsFacet, metadataFacet } from '@objectos/kernel';
import type { FacetInput, Layer, Plugin } from '@objectos/kernel';
import { defineObject, f, metadataKinds } from '@objectql/metadata';
import { FoldedSnapshot } from '../../packages/objectos/kernel/src/folded-snapshot.ts';
import { projectObject } from './business.ts';
import { Site } from './site.ts';

function sha256(text: string): string {
  return hash('sha256', text);
}

function objectEntry(descriptor: { readonly name: string }): FacetInput {
  return metadataFacet.of({ kind: 'object', name: descriptor.name, descriptor });
}

test('an overlay has its place: every call asks for its tenant\'s snapshot, which without one is the very same object', async (context) => {
  const { kernel } = await Site.open(context);
  assert.equal(kernel.snapshotFor('acme'), kernel.snapshot);
  assert.equal(kernel.snapshotFor('another'), kernel.snapshot);
  assert.equal(kernel.snapshotFor('acme').operation('project.get'), kernel.snapshot.operation('project.get'));
});

test('what a tenant lays over is a layer, which folds onto the plugins of all and leaves theirs alone', () => {
  const plugin: Plugin = definePlugin({ name: 'business', version: '1', contributes: [kindsFacet.of(...metadataKinds), objectEntry(projectObject)] });
  const badge = defineObject({ name: 'badge', fields: { name: f.text() } });
  const overlay: Layer = { name: 'tenant:acme', version: '1', contributes: [objectEntry(badge)] };
  const base = new FoldedSnapshot([plugin], sha256);
  const own = new FoldedSnapshot([plugin, overlay], sha256);
  assert.deepEqual([...own.metadata('object').keys()], ['project', 'badge']);
  assert.deepEqual([...base.metadata('object').keys()], ['project']);
  assert.equal(own.metadata('object').get('project'), base.metadata('object').get('project'), 'descriptors are shared');
  assert.notEqual(own.version, base.version);
  assert.equal(base.version, new FoldedSnapshot([plugin], sha256).version);
});
