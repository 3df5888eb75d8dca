import type { Row } from './row.ts';

const approve = 'claim.approve';

export const flowRows: readonly Row[] = [
  { title: 'an event that is not granted', as: 'emil', operation: approve, input: { id: 'n-f1' }, verdict: 'OPERATION_NOT_FOUND' },
  { title: 'an event whose guard fails', as: 'mara', operation: approve, input: { id: 'n-large' }, verdict: 'FLOW_GUARD_FAILED', child: true },
  { title: 'an event whose role another transition asks for', as: 'dirk', operation: approve, input: { id: 'n-f1' }, verdict: 'FLOW_GUARD_FAILED' },
  { title: 'an event of a hidden record', as: 'mara', operation: approve, input: { id: 'n-nope' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'an event with an old revision', as: 'mara', operation: approve, input: { id: 'n-f1', revision: 7 }, verdict: 'STALE' },
  { title: 'an event with something that it does not take', as: 'mara', operation: approve, input: { id: 'n-f1', status: 'approved' }, verdict: 'INPUT_INVALID' },
  { title: 'an event', as: 'mara', operation: approve, input: { id: 'n-f1', revision: 1, comment: 'Fine' }, verdict: 'OK', shows: { status: 'approved', revision: 2, notes: null, _masked: ['notes'] }, changes: ['update claim n-f1', 'insert effect <uuid>', 'insert audit_note <uuid>'], child: true },
  { title: 'an event in the wrong state', as: 'mara', operation: approve, input: { id: 'n-f1' }, verdict: 'FLOW_WRONG_STATE' },
  { title: 'an agent causes an event for its person', as: 'bot', operation: approve, input: { id: 'n-f2' }, verdict: 'OK', shows: { status: 'approved' }, changes: ['update claim n-f2', 'insert effect <uuid>'] },
  { title: 'an agent causes what its person may not', as: 'bot', operation: approve, input: { id: 'n-large' }, verdict: 'FLOW_GUARD_FAILED' },
  { title: 'an agent causes what its delegation does not name', as: 'bot', operation: 'claim.escalate', input: { id: 'n-large' }, verdict: 'OPERATION_NOT_FOUND' },
  { title: 'an event by permission, of a record of which he may know little', as: 'stan', operation: approve, input: { id: 'n-big' }, verdict: 'FLOW_GUARD_FAILED' },
  { title: 'an event that leads on', as: 'mara', operation: 'claim.escalate', input: { id: 'n-large' }, verdict: 'OK', shows: { status: 'pending' }, changes: ['update claim n-large'] },
  { title: 'the event that follows', as: 'dirk', operation: 'claim.reject', input: { id: 'n-large' }, verdict: 'OK', shows: { status: 'rejected' }, changes: ['update claim n-large', 'insert effect <uuid>'] },
  { title: 'a record after an event is not updated any more', as: 'emil', operation: 'claim.update', input: { id: 'n-f1', title: 'Late' }, verdict: 'FORBIDDEN' },
  { title: 'a masked field of a record after an event', as: 'mara', operation: 'claim.list', input: { filter: { notes: { $contains: 'f1' } } }, verdict: 'OK', shows: { records: [] } },

  { title: 'an action', as: 'clara', operation: 'account.rate', input: { id: 'n-acme', grade: 'b' }, verdict: 'OK', shows: { grade: 'b', revision: 2 }, withoutMembers: ['margin'], changes: ['update account n-acme'] },
  { title: 'an action whose handler refuses', as: 'clara', operation: 'account.rate', input: { id: 'n-acme', grade: 'b' }, verdict: 'GRADE_UNCHANGED' },
  { title: 'an action without what it needs', as: 'clara', operation: 'account.rate', input: { id: 'n-acme' }, verdict: 'INPUT_INVALID' },
  { title: 'an action on a record to which its rule does not speak', as: 'clara', operation: 'account.rate', input: { id: 'n-cyan', grade: 'a' }, verdict: 'FORBIDDEN' },
  { title: 'an action on a hidden record', as: 'clara', operation: 'account.rate', input: { id: 'n-dust', grade: 'a' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'an action that is not granted', as: 'kit', operation: 'account.rate', input: { id: 'n-acme', grade: 'a' }, verdict: 'OPERATION_NOT_FOUND' },
  { title: 'an agent performs an action', as: 'aide', operation: 'account.rate', input: { id: 'n-borg', grade: 'c' }, verdict: 'OK', shows: { grade: 'c', _masked: ['credit'] }, changes: ['update account n-borg'] },

  { title: 'the history of a record', as: 'clara', operation: 'account.history', input: { id: 'n-u1' }, verdict: 'OK', shows: { entries: [{ operation: 'account.create', principal: 'ada' }, { operation: 'account.update', principal: 'clara', changes: { phone: { before: null, after: '777' } } }] }, child: true },
  { title: 'a page of a history', as: 'ada', operation: 'account.history', input: { id: 'n-u1', limit: 1 }, verdict: 'OK', shows: { entries: [{ operation: 'account.create', changes: { tier: { before: null, after: 'infrared' } } }] } },
  { title: 'the history of a hidden record', as: 'clara', operation: 'account.history', input: { id: 'n-dust' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'the history of a deleted record', as: 'ada', operation: 'account.history', input: { id: 'n-gone' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'the history of a claim, without what is masked today', as: 'mara', operation: 'claim.history', input: { id: 'n-f1' }, verdict: 'OK' },
  { title: 'a history with an agent in it', as: 'aide', operation: 'account.history', input: { id: 'n-borg' }, verdict: 'OK', shows: { entries: [{ actors: ['operator:ops'], principal: 'ada' }, { actors: ['aide'], principal: 'clara', changes: { grade: { before: null, after: 'c' } } }] } },
];
