import { definePlugin } from '@objectos/kernel';
import { actionHandlersFacet } from '@objectos/flow';
import type { ActionHandler } from '@objectos/flow';

const probabilities: ReadonlyMap<unknown, number> = new Map([['prospecting', 10], ['qualification', 25], ['proposal', 50], ['negotiation', 75], ['won', 100], ['lost', 0]]);
const stages = [...probabilities.keys()].filter((stage) => stage !== 'lost');

const advanceStage: ActionHandler = {
  action: 'opportunity.advanceStage',
  decide({ row: { stage }, input }) {
    if (stage === 'won' || stage === 'lost') return { reject: { code: 'OPPORTUNITY_DECIDED', message: `The opportunity is ${stage}; it stays as it is.` } };
    const next = (input['to'] ?? stages[stages.indexOf(stage) + 1] ?? 'won') as string;
    return { changes: { stage: next, probability: probabilities.get(next) ?? null } };
  },
};

/** The code behind the manifest of sales-extras. */
export const salesHandlers = definePlugin({
  name: '@examples/sales-handlers',
  version: '1.0.0',
  contributes: [actionHandlersFacet.of(advanceStage)],
});
