import type { Row } from './row.ts';

const operation = 'permission.explain';
const asked = (principal: string, called: string, record?: string, more: object = {}) => ({ principal, operation: called, ...(record === undefined ? {} : { record }), ...more });

/** The same question gets the same answer, wherever it is asked: it is one operation. */
export const explainRows: readonly Row[] = [
  {
    title: 'why a manager may approve', as: 'ada', operation, input: asked('mara', 'claim.approve', 'n-small'), verdict: 'OK', child: true,
    shows: { verdict: 'allowed', code: null, sides: [{ side: 'person', id: 'mara', roles: ['everyone', 'manager'], allows: true }] },
  },
  {
    title: 'why she may not approve a large one', as: 'ada', operation, input: asked('mara', 'claim.approve', 'n-large'), verdict: 'OK',
    shows: { verdict: 'denied', code: 'FLOW_GUARD_FAILED', needed: ['submitted -> approved: it takes amount: < 5000'] },
  },
  { title: 'why an employee may not approve', as: 'ada', operation, input: asked('emil', 'claim.approve', 'n-small'), verdict: 'OK', shows: { verdict: 'denied', code: 'OPERATION_NOT_FOUND', needed: ['one of the roles admin, director, manager, stamper'] } },
  { title: 'why a record is not there for an employee', as: 'ada', operation, input: asked('emil', 'claim.get', 'n-foreign'), verdict: 'OK', shows: { verdict: 'not_found', code: 'RECORD_NOT_FOUND' } },
  {
    title: 'what hides a field from a clerk', as: 'ada', operation, input: asked('clara', 'account.get', 'n-borg'), verdict: 'OK',
    shows: { verdict: 'allowed', hidden: [{ field: 'credit', because: 'A deny of the role clerk forbids it: deny: [read, update], object: accounts, fields: [credit], when: record.owner != actor.id.' }, ...['margin', 'secret_code', 'phones', 'vault', 'tier'].map((field) => ({ field, because: 'No rule lets it be read.' }))] },
  },
  {
    title: 'that the delegation is the limit', as: 'ada', operation, input: asked('mara', 'claim.escalate', 'n-large', { agent: 'bot' }), verdict: 'OK',
    shows: { verdict: 'denied', agent: 'bot', sides: [{ side: 'person', allows: true }, { side: 'delegation', id: 'bot-for-mara', allows: false }], needed: ['the delegation bot-for-mara to name claim.escalate: it names only claim.list, claim.get, claim.approve, so change it or make another'] },
  },
  {
    title: 'that agentTools is the limit', as: 'ada', operation, input: asked('rosa', 'memo.create', undefined, { surface: 'mcp' }), verdict: 'OK',
    shows: { verdict: 'denied', sides: [{ side: 'person', allows: true }, { side: 'plugin', id: 'agentTools', allows: false }] },
  },
  { title: 'a question without a record', as: 'ada', operation, input: asked('clara', 'account.delete'), verdict: 'OK', shows: { verdict: 'depends' } },
  { title: 'an action for a record that it does not fit', as: 'ada', operation, input: asked('clara', 'account.rate', 'n-cyan'), verdict: 'OK', shows: { verdict: 'denied', code: 'FORBIDDEN' } },
  { title: 'somebody who is not there', as: 'ada', operation, input: asked('nobody', 'claim.get'), verdict: 'EXPLAIN_PRINCIPAL_UNKNOWN' },
  { title: 'an operation that is not there', as: 'ada', operation, input: asked('mara', 'claim.aprove'), verdict: 'EXPLAIN_OPERATION_UNKNOWN' },
  { title: 'a record that is not there', as: 'ada', operation, input: asked('mara', 'claim.get', 'n-nope'), verdict: 'RECORD_NOT_FOUND' },
  { title: 'a question without an operation', as: 'ada', operation, input: { principal: 'mara' }, verdict: 'INPUT_INVALID', verdictOn: { tools: 'TOOL_ARGUMENTS_INVALID' } },
  { title: 'whoever may not ask meets an operation that is not there', as: 'mara', operation, input: asked('mara', 'claim.get'), verdict: 'OPERATION_NOT_FOUND' },
];
