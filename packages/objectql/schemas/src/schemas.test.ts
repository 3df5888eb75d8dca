import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { parseExpression } from '@objectql/expression';
import { checkMetadata, formatIssue, loadManifest } from '@objectql/metadata';
import type { ImportedMetadata } from '@objectql/metadata';
import * as schemas from './index.ts';

const objects = Object.values(schemas);
const crm = new URL('../../../../examples/crm/', import.meta.url);

test('the nine objects are importable by their own names', async () => {
  assert.deepEqual(objects.map(({ name }) => name).toSorted(), ['contact', 'contract', 'customer', 'expense', 'lead', 'opportunity', 'order', 'order_line', 'product']);
  for (const object of objects) {
    const specifier = `@objectql/schemas/${object.name}`;
    assert.deepEqual(Object.values((await import(specifier)) as object), [object], 'the one export, which an import string means');
  }
});

test('their rules can be read, and hold where dates are missing', () => {
  const loaded = new Map(objects.map((object) => [object.name, object]));
  for (const object of objects) {
    for (const { name, holds } of object.rules) assert.equal(parseExpression(holds, { object, objects: loaded }).ok, true, `${object.name}.${name}`);
  }
});

test('they hold what sales files hold', () => {
  const { product, order, orderLine, customer } = schemas;
  assert.deepEqual([product.fields.sku.unique, product.fields.code.unique, order.fields.order_number.unique, orderLine.fields.row_no.unique, customer.fields.code.unique], [true, undefined, true, true, true]);
  for (const money of [orderLine.fields.sales, orderLine.fields.profit]) assert.ok(money.type === 'money' && money.scale === 4 && money.min === undefined);
  assert.equal(order.fields.ship_postal_code.type, 'text');
});

test("the seed's manifest loads with these objects and its two flows", async () => {
  const { CRMPlugin } = (await import(new URL('crm-plugin.manifest.ts', crm).href)) as { CRMPlugin: unknown };
  const loaded = await loadManifest(CRMPlugin, { source: { file: 'crm-plugin.manifest.ts' }, import: bring });
  assert.ok(loaded.ok, loaded.issues.map(formatIssue).join('\n'));
  assert.deepEqual(loaded.issues, []);
  const alone = checkMetadata([loaded.value]);
  assert.deepEqual(alone.issues.map(({ message, hint }) => `${message} ${hint}`), [
    'No loaded object fits the name of flow "LeadQualification". Say "object:" in the flow. Candidates: customer, opportunity, contract.',
    'Agent tool "opportunity.advanceStage": "advanceStage" is no operation of "opportunity". Known: list, get, query, create, update, delete, history.',
  ]);
});

async function bring(specifier: string): Promise<ImportedMetadata> {
  if (!specifier.startsWith('.')) return { kind: 'module', file: specifier, exports: (await import(specifier)) as Record<string, unknown> };
  return { kind: 'text', file: specifier, text: await readFile(new URL(specifier, crm), 'utf8') };
}
