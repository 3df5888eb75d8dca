import { definePlugin } from '@objectos/kernel';
import { actionHandlersFacet } from '@objectos/flow';
import type { ActionHandler } from '@objectos/flow';

const stages = ['prospecting', 'qualification', 'proposal', 'negotiation', 'won'] as const;
const probabilities: Readonly<Record<string, number>> = { prospecting: 10, qualification: 25, proposal: 50, negotiation: 75, won: 100, lost: 0 };

const advanceStage: ActionHandler = {
  action: 'opportunity.advanceStage',
  decide({ row, input }) {
    const stage = String(row['stage']);
    if (stage === 'won' || stage === 'lost') return { reject: { code: 'OPPORTUNITY_DECIDED', message: `The opportunity is ${stage}; it stays as it is.` } };
    const next = input['to'] ?? stages[stages.findIndex((each) => each === stage) + 1] ?? 'won';
    return { changes: { stage: next, probability: probabilities[String(next)] ?? null } };
  },
};

/** The code behind the manifest of sales-extras. */
export const salesHandlers = definePlugin({
  name: '@examples/sales-handlers',
  version: '1.0.0',
  contributes: [actionHandlersFacet.of(advanceStage)],
});
