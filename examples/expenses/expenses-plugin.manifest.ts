import { defineObject, f } from '@objectql/metadata';

/** What an approved expense leaves in the books; written by the flow's `update_ledger` effect alone. */
export const ledgerEntry = defineObject({
  name: 'ledger_entry',
  plural: 'ledger_entries',
  label: 'Ledger entry',
  fields: {
    expense: f.lookup('expense', { required: true, unique: true }),
    amount: f.money({ currency: 'USD', required: true }),
    approved_by: f.text({ label: 'Approved by' }),
    posted_on: f.date({ required: true }),
  },
});

/** Expenses: the seed's approval flow, the ledger it writes to, and who may do what. */
export const ExpensesPlugin = {
  name: 'expenses',
  version: '1.0.0',
  objects: [{ import: '@objectql/schemas/expense' }, ledgerEntry],
  flows: [{ import: './expense-approval.flow.yml' }],
  permissions: {
    employee: [
      'create:expenses',
      { allow: ['read', 'update'], object: 'expenses', when: 'record.createdBy == actor.id' },
      { deny: ['update'], object: 'expenses', when: 'record.status != "submitted"' },
    ],
    manager: [
      'read:expenses',
      'escalate:expenses',
      // Notes to the submitter's own file are hidden from those who decide, once the expense is decided.
      { deny: ['read'], object: 'expenses', fields: ['notes'], when: 'record.status == "approved" && record.createdBy != actor.id' },
    ],
    director: ['read:expenses', 'reject:expenses'],
    // Also asks why somebody may, or may not, approve.
    accountant: ['read:expenses', 'read:ledger_entries', 'explain:permissions', 'read:principals'],
  },
  agentTools: ['expense.list', 'expense.get', 'expense.create', 'expense.approve', 'expense.escalate', 'expense.reject', 'ledger_entry.list'],
};
