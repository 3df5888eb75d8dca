import assert from 'node:assert/strict';
import test from 'node:test';
import { defineObject } from './define-object.ts';
import { f } from './field-builders.ts';
import { fieldJsonSchema } from './field-json-schema.ts';

const { fields } = defineObject({
  name: 'thing',
  fields: {
    title: f.text({ required: true, max: 20, label: 'Title' }), amount: f.money({ currency: 'USD', default: 1 }), stage: f.select(['a', 'b']), tags: f.multiSelect(),
    number: f.autonumber('{00}'), any: f.json(), done: f.boolean({ readOnly: true }), size: f.integer({ required: true, min: 1 }),
  },
});

test('what a reader gets and what a writer gives differ where the wire does', () => {
  const description = 'Exact decimal in USD with 2 digits after the point.';
  assert.deepEqual(fieldJsonSchema(fields.amount, { mode: 'read' }), { type: ['string', 'null'], pattern: '^-?\\d{1,16}\\.\\d{2}$', description });
  assert.deepEqual(fieldJsonSchema(fields.amount, { mode: 'create' }), { type: ['string', 'number', 'null'], pattern: '^-?\\d{1,16}(\\.\\d{0,2})?$', description, default: '1.00' });
  assert.deepEqual(fieldJsonSchema(fields.done, { mode: 'read' }), { type: ['boolean', 'null'], readOnly: true });
  assert.equal('default' in fieldJsonSchema(fields.amount, { mode: 'update' }), false);
});

test('null, and an empty text, is allowed unless the field is required', () => {
  assert.deepEqual(fieldJsonSchema(fields.title, { mode: 'create' }), { title: 'Title', type: 'string', minLength: 1, maxLength: 20 });
  assert.deepEqual(fieldJsonSchema(fields.stage, { mode: 'update' }), { type: ['string', 'null'], enum: ['a', 'b', null] });
  assert.deepEqual(fieldJsonSchema(fields.tags, { mode: 'read' }), { type: ['array', 'null'], items: { type: 'string', minLength: 1 }, uniqueItems: true });
  assert.deepEqual(fieldJsonSchema(fields.number, { mode: 'read' }), { type: 'string', readOnly: true });
  assert.deepEqual(fieldJsonSchema(fields.any, { mode: 'read' }), {});
  assert.deepEqual(fieldJsonSchema(fields.size, { mode: 'read' }), { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
});
