import type { Row } from './row.ts';

const create = 'account.create';
const update = 'account.update';

export const writeRows: readonly Row[] = [
  { title: 'a clerk creates a record', as: 'clara', operation: create, input: { id: 'n-new', name: 'New', phone: '5', credit: 5 }, verdict: 'OK', shows: { id: 'n-new', status: 'prospect', phone: '5', credit: null, _masked: ['credit'], createdBy: 'clara', revision: 1 }, withoutMembers: ['tier'], changes: ['insert account n-new'], child: true },
  { title: 'a record without an id gets one', as: 'clara', operation: create, input: { name: 'Anonymous' }, verdict: 'OK', changes: ['insert account <uuid>'] },
  { title: 'an id that is taken', as: 'clara', operation: create, input: { id: 'n-acme', name: 'Twice' }, verdict: 'DUPLICATE_ID' },
  { title: 'a unique value that is taken', as: 'clara', operation: create, input: { id: 'n-t1', name: 'Twice', code: 'n-acme' }, verdict: 'VALUE_TAKEN' },
  { title: 'several faults of a record at once', as: 'clara', operation: create, input: { code: 'x'.repeat(21), status: 'opne', credit: '-1', phone: 5 }, verdict: 'INPUT_INVALID', shows: { issues: [{ path: 'name' }, { path: 'code' }, { path: 'status' }, { path: 'credit' }, { path: 'phone' }] } },
  { title: 'a rule of the object', as: 'clara', operation: create, input: { id: 'n-t2', name: 'Cold', status: 'frozen' }, verdict: 'RULE_VIOLATED' },
  { title: 'a hidden field given', as: 'clara', operation: create, input: { id: 'n-t3', name: 'Sly', margin: '1.00' }, verdict: 'INPUT_INVALID', shows: { issues: [{ path: 'margin', code: 'FIELD_UNKNOWN' }] } },
  { title: 'a denied field given', as: 'kit', operation: create, input: { id: 'n-t4', name: 'Sly', vault: 'n-vault' }, verdict: 'INPUT_INVALID', shows: { issues: [{ path: 'vault', code: 'FIELD_UNKNOWN' }] } },
  { title: 'a field that operations alone write', as: 'clara', operation: create, input: { id: 'n-t5', name: 'Best', grade: 'a' }, verdict: 'INPUT_INVALID', shows: { issues: [{ path: 'grade', code: 'FIELD_READ_ONLY' }] } },
  { title: 'a system field', as: 'ada', operation: create, input: { id: 'n-t6', name: 'Old', createdBy: 'mara' }, verdict: 'INPUT_INVALID' },
  { title: 'a record outside the row condition', as: 'clara', operation: create, input: { id: 'n-t7', name: 'Shut', status: 'closed' }, verdict: 'FORBIDDEN_CHANGE' },
  { title: 'a reference to a hidden record', as: 'clara', operation: create, input: { id: 'n-t8', name: 'Child', parent: 'n-dust' }, verdict: 'REFERENCE_NOT_FOUND' },
  { title: 'a reference to no record', as: 'clara', operation: create, input: { id: 'n-t9', name: 'Child', parent: 'n-nope' }, verdict: 'REFERENCE_NOT_FOUND' },
  { title: 'a reference to a record of the other tenant', as: 'ada', operation: create, input: { id: 'n-t10', name: 'Child', parent: 's-acme' }, verdict: 'REFERENCE_NOT_FOUND' },
  { title: 'a reference to somebody whom he may not read', as: 'clara', operation: create, input: { id: 'n-t12', name: 'Mine', owner: 'clara' }, verdict: 'REFERENCE_NOT_FOUND' },
  { title: 'a reference that is seen', as: 'clara', operation: create, input: { id: 'n-child', name: 'Child', parent: 'n-acme' }, verdict: 'OK', shows: { parent: 'n-acme' }, changes: ['insert account n-child'] },
  { title: 'somebody who may create and not read', as: 'rosa', operation: 'memo.create', input: { id: 'n-m1', text: 'Blind' }, verdict: 'OK', verdictOn: { tools: 'OPERATION_NOT_FOUND' }, changes: ['insert memo n-m1'] },
  { title: 'somebody who may not create', as: 'nils', operation: create, input: { id: 'n-t11', name: 'No' }, verdict: 'OPERATION_NOT_FOUND' },
  { title: 'an agent creates for its person', as: 'aide', operation: create, input: { id: 'n-aided', name: 'Aided' }, verdict: 'OK', shows: { createdBy: 'clara' }, changes: ['insert account n-aided'] },
  { title: 'an agent creates what its delegation does not name', as: 'bot', operation: 'claim.create', input: { title: 'No', amount: 1 }, verdict: 'OPERATION_NOT_FOUND' },

  { title: 'a clerk updates a record', as: 'clara', operation: update, input: { id: 'n-u1', revision: 1, phone: '777', credit: '20.00' }, verdict: 'OK', shows: { phone: '777', credit: '20.00', revision: 2, updatedBy: 'clara' }, changes: ['update account n-u1'] },
  { title: 'the revision that was read is old', as: 'clara', operation: update, input: { id: 'n-u1', revision: 1, phone: '778' }, verdict: 'STALE', child: true },
  { title: 'an update that changes nothing', as: 'clara', operation: update, input: { id: 'n-u2', name: 'u2 of n' }, verdict: 'OK', shows: { revision: 1 } },
  { title: 'an update of a masked field', as: 'clara', operation: update, input: { id: 'n-borg', credit: '2000.00' }, verdict: 'FIELD_FORBIDDEN' },
  { title: 'an update of a hidden field', as: 'clara', operation: update, input: { id: 'n-u2', margin: '1.00' }, verdict: 'INPUT_INVALID', shows: { issues: [{ path: 'margin', code: 'FIELD_UNKNOWN' }] } },
  { title: 'an update out of the row condition', as: 'clara', operation: update, input: { id: 'n-u2', status: 'closed' }, verdict: 'FORBIDDEN_CHANGE' },
  { title: 'an update of a hidden record', as: 'clara', operation: update, input: { id: 'n-dust', phone: '1' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'an update of a record of the other tenant', as: 'ada', operation: update, input: { id: 's-acme', phone: '1' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'an update to a reference that is hidden', as: 'clara', operation: update, input: { id: 'n-u2', parent: 'n-dust' }, verdict: 'REFERENCE_NOT_FOUND' },
  { title: 'a required field emptied, and an option that there is not', as: 'clara', operation: update, input: { id: 'n-u2', name: null, status: 'x' }, verdict: 'INPUT_INVALID' },
  { title: 'an update that a deny rule forbids', as: 'emil', operation: 'claim.update', input: { id: 'n-foreign', title: 'Mine' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'the state of a flow is not updated', as: 'emil', operation: 'claim.update', input: { id: 'n-other', status: 'approved' }, verdict: 'INPUT_INVALID', shows: { issues: [{ path: 'status', code: 'STATE_FIELD' }] } },
  { title: 'an employee updates a claim of his', as: 'emil', operation: 'claim.update', input: { id: 'n-other', amount: '71.5' }, verdict: 'OK', shows: { amount: '71.50' }, changes: ['update claim n-other'] },
  { title: 'the same update in the other tenant', place: 'south', as: 'emil', operation: 'claim.update', input: { id: 's-other', amount: '71.5' }, verdict: 'OK', shows: { amount: '71.50' }, changes: ['update claim s-other'] },

  { title: 'a delete that others refer to', as: 'ada', operation: 'account.delete', input: { id: 'n-acme' }, verdict: 'RECORD_REFERENCED' },
  { title: 'a delete with an old revision', as: 'clara', operation: 'account.delete', input: { id: 'n-u1', revision: 1 }, verdict: 'STALE' },
  { title: 'a delete of what one may read and not delete', as: 'clara', operation: 'account.delete', input: { id: 'n-cyan' }, verdict: 'FORBIDDEN' },
  { title: 'a delete of a hidden record', as: 'clara', operation: 'account.delete', input: { id: 'n-dust' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'a delete', as: 'clara', operation: 'account.delete', input: { id: 'n-gone' }, verdict: 'OK', shows: { id: 'n-gone' }, changes: ['delete account n-gone'], child: true },
  { title: 'a delete once more', as: 'clara', operation: 'account.delete', input: { id: 'n-gone' }, verdict: 'RECORD_NOT_FOUND' },
];

/** Command keys and dry runs: REST, SDK and command line have them, tools do not. */
export const commandRows: readonly Row[] = [
  { title: 'a create with a key', as: 'clara', operation: create, key: 'k-1', input: { name: 'Once' }, verdict: 'OK', shows: { name: 'Once', revision: 1 }, changes: ['insert account <uuid>'] },
  { title: 'the same create again', as: 'clara', operation: create, key: 'k-1', input: { name: 'Once' }, verdict: 'OK', shows: { name: 'Once', revision: 1 } },
  { title: 'the key with another payload', as: 'clara', operation: create, key: 'k-1', input: { name: 'Other' }, verdict: 'COMMAND_KEY_REUSED' },
  { title: 'the key of somebody else', as: 'kit', operation: create, key: 'k-1', input: { id: 'n-kit', name: 'Once' }, verdict: 'OK', changes: ['insert account n-kit'] },
  { title: 'the key in the other tenant', place: 'south', as: 'clara', operation: create, key: 'k-1', input: { id: 's-key', name: 'Once' }, verdict: 'OK', changes: ['insert account s-key'] },
  { title: 'an update with a key', as: 'clara', operation: update, key: 'k-2', input: { id: 'n-u3', revision: 1, phone: '3' }, verdict: 'OK', shows: { revision: 2 }, changes: ['update account n-u3'] },
  { title: 'the same update again', as: 'clara', operation: update, key: 'k-2', input: { id: 'n-u3', revision: 1, phone: '3' }, verdict: 'OK', shows: { revision: 2 } },
  { title: 'a dry run of a create', as: 'clara', operation: create, dryRun: true, input: { id: 'n-dry', name: 'Dry' }, verdict: 'OK', shows: { id: 'n-dry', revision: 1 }, child: true },
  { title: 'what a dry run made', as: 'clara', operation: 'account.get', input: { id: 'n-dry' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'a dry run of what is refused', as: 'clara', operation: create, dryRun: true, input: { id: 'n-dry', name: 'Dry', parent: 'n-dust' }, verdict: 'REFERENCE_NOT_FOUND' },
  { title: 'a dry run of an event', as: 'mara', operation: 'claim.approve', dryRun: true, input: { id: 'n-f4' }, verdict: 'OK', shows: { status: 'approved', revision: 2 } },
  { title: 'an event with a key', as: 'mara', operation: 'claim.approve', key: 'k-3', input: { id: 'n-f4' }, verdict: 'OK', shows: { status: 'approved' }, changes: ['update claim n-f4', 'insert effect <uuid>'] },
  { title: 'the same event again', as: 'mara', operation: 'claim.approve', key: 'k-3', input: { id: 'n-f4' }, verdict: 'OK', shows: { status: 'approved' } },
];
