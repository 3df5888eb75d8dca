import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { defineObject, f, parseFlowYaml } from '@objectql/metadata';
import type { FlowDescriptor, ObjectDescriptor, Row } from '@objectql/metadata';
import { compileFlow } from './compiled-flow.ts';
import type { CompiledFlow } from './compiled-flow.ts';

const seed = `${import.meta.dirname}/../../../../examples/expenses/expense-approval.flow.yml`;

export const expenseObject = defineObject({
  name: 'expense',
  fields: {
    title: f.text({ required: true }),
    amount: f.money({ currency: 'USD' }),
    status: f.select(['submitted', 'pending_director', 'approved', 'rejected']),
    archived: f.boolean({ default: false }),
    secret: f.text(),
  },
});

/** What the seed's `update_ledger` writes to. */
export const ledgerObject = defineObject({ name: 'ledger_entry', fields: { expense: f.lookup('expense'), amount: f.money({ currency: 'USD' }) } });

/** The seed's own flow, byte for byte, as the metadata package reads it; its object follows from its name once objects are known. */
export function seedFlow(): FlowDescriptor {
  const parsed = parseFlowYaml(readFileSync(seed, 'utf8'), 'expense-approval.flow.yml');
  assert.ok(parsed.ok, JSON.stringify(parsed.issues));
  return { ...parsed.value, object: 'expense' };
}

export function compiled(descriptor: FlowDescriptor, object: ObjectDescriptor = expenseObject): CompiledFlow {
  const flow = compileFlow(descriptor, object, new Map([[object.name, object]]));
  assert.ok(flow.ok, JSON.stringify(flow.issues));
  return flow.value;
}

/** A complete row of an expense. */
export function expense(more: Row = {}): Row {
  const at = '2026-11-22T10:00:00.000Z';
  return {
    id: 'e1', createdAt: at, createdBy: 'emma', updatedAt: at, updatedBy: 'emma', revision: 1,
    title: 'Dinner', amount: '100.00', status: 'submitted', archived: false, secret: null, ...more,
  };
}
