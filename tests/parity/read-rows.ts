import type { Row } from './row.ts';

const list = 'account.list';

/** Records that he sees: `n-dust` is closed, so to a clerk it is not there. */
const openAccounts = ['n-acme', 'n-borg', 'n-cyan', 'n-echo', 'n-fern', 'n-gone', 'n-u1', 'n-u2', 'n-u3', 'n-u4'].map((id) => ({ id }));

export const readRows: readonly Row[] = [
  { title: 'a clerk lists names', as: 'clara', operation: list, input: { fields: ['name'], sort: ['id'] }, verdict: 'OK', shows: { records: openAccounts, nextCursor: null }, child: true },
  { title: 'an administrator counts what a clerk cannot see as well', as: 'ada', operation: list, input: { count: true, limit: 1, sort: ['id'] }, verdict: 'OK', shows: { total: 11, records: [{ id: 'n-acme', margin: '12.50' }] } },
  { title: 'a clerk counts what he sees', as: 'clara', operation: list, input: { count: true, limit: 2, sort: ['id'] }, verdict: 'OK', shows: { total: 10 } },
  { title: 'a clerk filters', as: 'clara', operation: list, input: { filter: { status: 'active', phone: { $startsWith: '2' } } }, verdict: 'OK', shows: { records: [{ id: 'n-borg', credit: null, _masked: ['credit'] }] } },
  { title: 'a masked value is not found by its value', as: 'clara', operation: list, input: { filter: { credit: '2000.00' }, count: true }, verdict: 'OK', shows: { records: [], total: 0 } },
  { title: 'a value that shows is found', as: 'clara', operation: list, input: { filter: { credit: { $gte: 1000 } }, count: true }, verdict: 'OK', shows: { records: [{ id: 'n-acme', credit: '1000.00' }], total: 1 } },
  { title: 'a clerk sorts by a field that is masked in some records', as: 'clara', operation: list, input: { sort: ['-credit', 'id'], fields: ['credit'] }, verdict: 'OK' },
  { title: 'a page', as: 'clara', operation: list, input: { sort: ['-code'], limit: 3 }, verdict: 'OK', shows: { records: [{ id: 'n-u4' }, { id: 'n-u3' }, { id: 'n-u2' }] } },
  { title: 'the page that follows', as: 'clara', operation: list, input: (seen) => ({ sort: ['-code'], limit: 3, cursor: cursorOf(seen('a page')) }), verdict: 'OK', shows: { records: [{ id: 'n-u1' }, { id: 'n-gone' }, { id: 'n-fern' }] } },
  { title: 'a cursor of another order', as: 'clara', operation: list, input: (seen) => ({ sort: ['code'], cursor: cursorOf(seen('a page')) }), verdict: 'INPUT_INVALID' },
  { title: 'lookups become records', as: 'clara', operation: list, input: { expand: ['parent'], filter: { id: { $in: ['n-echo', 'n-fern'] } }, sort: ['id'] }, verdict: 'OK', shows: { records: [{ parent: null }, { parent: { id: 'n-acme', name: 'acme of n', credit: '1000.00' } }] } },
  { title: 'a field of the record behind a lookup', as: 'emil', operation: 'claim.list', input: { filter: { 'account.name': 'acme of n' }, fields: ['title', 'account'], expand: ['account'] }, verdict: 'OK', shows: { records: [{ id: 'n-small', account: { name: 'acme of n' } }] } },
  { title: 'a hidden field in a filter', as: 'clara', operation: list, input: { filter: { margin: '12.50' } }, verdict: 'INPUT_INVALID', shows: { issues: [{ path: 'filter.margin', code: 'FIELD_UNKNOWN' }] }, child: true },
  { title: 'a hidden field in sort, fields and expand', as: 'clara', operation: list, input: { sort: ['margin'], fields: ['margin'], expand: ['vault'] }, verdict: 'INPUT_INVALID' },
  { title: 'a denied field in a filter', as: 'kit', operation: list, input: { filter: { $or: [{ secret_code: 'acme-secret' }, { name: 'x' }] } }, verdict: 'INPUT_INVALID' },
  { title: 'an operator that there is not', as: 'clara', operation: list, input: { filter: { name: { $like: 'a%' } } }, verdict: 'INPUT_INVALID' },
  { title: 'a parameter that there is not', as: 'clara', operation: list, input: { filtr: { name: 'x' }, limit: 1 }, verdict: 'INPUT_INVALID', verdictOn: { tools: 'TOOL_ARGUMENTS_INVALID' } },
  { title: 'a parameter of another kind', as: 'clara', operation: list, input: { limit: 'all' }, verdict: 'INPUT_INVALID', shows: { path: 'limit' } },
  { title: 'a limit that is too large', as: 'clara', operation: list, input: { limit: 501 }, verdict: 'INPUT_INVALID' },
  { title: 'several faults of a query at once', as: 'clara', operation: list, input: { filter: { nam: 'x' }, sort: ['nome'], fields: ['name', 'fone'] }, verdict: 'INPUT_INVALID' },
  { title: 'somebody without a role lists', as: 'nils', operation: list, input: {}, verdict: 'OPERATION_NOT_FOUND', child: true },
  { title: 'objects that there are not', as: 'clara', operation: 'vault.list', input: {}, verdict: 'OPERATION_NOT_FOUND' },
  { title: 'an administrator lists what is not there for others', as: 'ada', operation: 'vault.list', input: {}, verdict: 'OK', shows: { records: [{ id: 'n-vault', pin: '4711' }] } },

  { title: 'a clerk gets a record', as: 'clara', operation: 'account.get', input: { id: 'n-acme' }, verdict: 'OK', shows: { name: 'acme of n', credit: '1000.00', revision: 1 }, withoutMembers: ['margin', 'secret_code', 'vault', 'tier', 'phones'], child: true },
  { title: 'a keeper gets everything but what is denied', as: 'kit', operation: 'account.get', input: { id: 'n-dust' }, verdict: 'OK', shows: { credit: '9.00' }, withoutMembers: ['margin', 'secret_code', 'vault', 'tier', 'phones'] },
  { title: 'a masked field reads null', as: 'clara', operation: 'account.get', input: { id: 'n-borg' }, verdict: 'OK', shows: { credit: null, _masked: ['credit'], owner: 'mara' } },
  { title: 'a reference to a hidden record reads null', as: 'clara', operation: 'account.get', input: { id: 'n-echo' }, verdict: 'OK', shows: { parent: null } },
  { title: 'a record that a condition hides', as: 'clara', operation: 'account.get', input: { id: 'n-dust' }, verdict: 'RECORD_NOT_FOUND', child: true },
  { title: 'a record that there is not', as: 'clara', operation: 'account.get', input: { id: 'n-nope' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'a record of the other tenant', as: 'ada', operation: 'account.get', input: { id: 's-acme' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'that record in its own tenant', place: 'south', as: 'ada', operation: 'account.get', input: { id: 's-acme' }, verdict: 'OK', shows: { name: 'acme of s' } },
  { title: 'the other tenant has a list of its own', place: 'south', as: 'clara', operation: list, input: { sort: ['id'], limit: 2, count: true }, verdict: 'OK', shows: { records: [{ id: 's-acme' }, { id: 's-borg' }], total: 10 } },
  { title: 'a claim of somebody else', as: 'emil', operation: 'claim.get', input: { id: 'n-foreign' }, verdict: 'RECORD_NOT_FOUND' },
  { title: 'some fields of a record', as: 'mara', operation: 'claim.get', input: { id: 'n-small', fields: ['title', 'amount'] }, verdict: 'OK', shows: { title: 'Claim small', amount: '100.00' }, withoutMembers: ['notes'] },
  { title: 'an agent reads what its person may read', as: 'bot', operation: 'claim.get', input: { id: 'n-small' }, verdict: 'OK', shows: { title: 'Claim small', number: 'CLM-0001' } },
  { title: 'an agent reads what its person may read and its delegation does not name', as: 'bot', operation: 'claim.history', input: { id: 'n-small' }, verdict: 'OPERATION_NOT_FOUND' },
  { title: 'an agent with everything of its person', as: 'aide', operation: list, input: { fields: ['name'], sort: ['id'], limit: 1 }, verdict: 'OK', shows: { records: [{ id: 'n-acme' }] } },
  { title: 'an agent meets the same hidden record', as: 'aide', operation: 'account.get', input: { id: 'n-dust' }, verdict: 'RECORD_NOT_FOUND' },

  { title: 'the objects of a clerk', as: 'clara', operation: 'meta.objects', input: {}, verdict: 'OK' },
  { title: 'an administrator reads what agents may read as well', as: 'ada', operation: 'memo.list', input: {}, verdict: 'OK', shows: { records: [{ id: 'n-memo', text: 'Read me' }] } },
  { title: 'an object as a clerk may know it', as: 'clara', operation: 'meta.object', input: { name: 'account' }, verdict: 'OK', shows: { fields: { credit: { type: 'money', readable: true } } }, withoutMembers: ['fields.margin', 'fields.vault'] },
  { title: 'a hidden object described', as: 'clara', operation: 'meta.object', input: { name: 'vault' }, verdict: 'OBJECT_UNKNOWN' },
  { title: 'an operation of nobody', as: 'ada', operation: 'account.explode', input: { id: 'n-acme' }, verdict: 'OPERATION_NOT_FOUND', child: true },
];

function cursorOf(page: unknown): string {
  return (page as { readonly nextCursor: string }).nextCursor;
}
