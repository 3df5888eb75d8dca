import { effectHandlersFacet } from '@objectos/flow';
import type { EffectHandler } from '@objectos/flow';
import { definePlugin } from '@objectos/kernel';

interface ApprovedExpense {
  readonly amount: string;
  readonly spent_on: string;
}

/** Posts an approved expense. Everything comes from the expense itself, so a repeated run posts the same entry, once. */
const updateLedger: EffectHandler = {
  action: 'update_ledger',
  async run({ object, record, causedBy, call }) {
    const { amount, spent_on } = (await call(`${object}.get`, { id: record, fields: ['amount', 'spent_on'] })) as ApprovedExpense;
    await call('ledger_entry.create', { expense: record, amount, approved_by: causedBy, posted_on: spent_on });
  },
};

/** The code behind the effects of the expense flow. */
export const ledgerHandlers = definePlugin({
  name: '@examples/ledger-handlers',
  version: '1.0.0',
  contributes: [effectHandlersFacet.of(updateLedger)],
});
