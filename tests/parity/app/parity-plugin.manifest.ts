import { defineAction, defineFlow, defineObject, f } from '@objectql/metadata';

/**
 * A small business that has everything at which a surface could differ or leak: rows that a condition hides, a field masked in
 * some records, fields that one role may never see, references to hidden records, a flow with guards, an action, deny rules.
 */

/** What only administrators may know of an account. A second app without them shows that nobody else can tell the difference. */
const secretFields = {
  margin: f.decimal({ scale: 2 }),
  secret_code: f.text({ unique: true }),
  phones: f.text({ description: 'Close enough to "phone" that a careless hint would name it.' }),
  vault: f.lookup('vault'),
  tier: f.select(['ultraviolet', 'infrared'], { default: 'infrared' }),
} as const;

/** What a clerk may read of an account; `credit` only in the records that he owns. */
const accountFields = ['name', 'code', 'status', 'credit', 'phone', 'parent', 'owner', 'grade', 'notes'];
const givenFields = accountFields.filter((name) => name !== 'grade');

function accountWith(secrets: Partial<typeof secretFields>) {
  return defineObject({
    name: 'account',
    description: 'Who buys.',
    fields: {
      name: f.text({ required: true, max: 80 }),
      code: f.text({ unique: true, max: 20 }),
      status: f.select(['prospect', 'active', 'frozen', 'closed'], { required: true, default: 'prospect', index: true }),
      credit: f.money({ currency: 'USD', min: 0 }),
      phone: f.text({ max: 40 }),
      parent: f.lookup('account'),
      owner: f.lookup('principal', { unreadable: 'id' }),
      grade: f.select(['a', 'b', 'c'], { readOnly: true }),
      notes: f.longText(),
      ...secrets,
    },
    rules: [{ name: 'frozen_says_why', holds: 'record.status != "frozen" || record.notes != null', message: 'A frozen account says why in its notes.', field: 'notes' }],
  });
}

const vault = defineObject({
  name: 'vault',
  description: 'Known to administrators alone.',
  fields: { name: f.text({ required: true }), pin: f.text({ unique: true }) },
});

const claim = defineObject({
  name: 'claim',
  description: 'Money that somebody wants back.',
  fields: {
    number: f.autonumber('CLM-{0000}'),
    title: f.text({ required: true, max: 80 }),
    amount: f.money({ currency: 'USD', required: true, min: '0.01' }),
    category: f.select(['travel', 'meals', 'other'], { required: true, default: 'other' }),
    account: f.lookup('account'),
    spent_on: f.date({ index: true }),
    notes: f.longText(),
    status: f.select(['submitted', 'pending', 'approved', 'rejected'], { required: true, default: 'submitted', index: true }),
  },
});

const claimApproval = defineFlow({
  name: 'ClaimApproval',
  initialState: 'submitted',
  states: {
    submitted: {
      on: {
        approve: { target: 'approved', conditions: [{ role: 'manager' }, { amount: '< 5000' }] },
        escalate: { target: 'pending', conditions: [{ amount: '>= 5000' }] },
      },
    },
    pending: { on: { approve: { target: 'approved', conditions: [{ role: 'director' }] }, reject: { target: 'rejected' } } },
    approved: { actions: [{ notify: 'submitter' }] },
    rejected: { actions: ['log_audit'] },
  },
});

const rate = defineAction({
  object: 'account',
  name: 'rate',
  description: 'Grades the account.',
  input: { grade: f.select(['a', 'b', 'c'], { required: true }) },
  writes: ['grade'],
});

/** Where agents may only read, whatever the person may do. */
const memo = defineObject({ name: 'memo', fields: { text: f.text({ required: true }), badge: f.text({ unique: true }) } });

function permissionsWith(secrets: readonly string[]): Record<string, readonly unknown[]> {
  const hides = secrets.length === 0 ? [] : [{ deny: ['read', 'create', 'update'], object: 'accounts', fields: secrets }];
  return {
    admin: ['*:*'],
    // The fields that he may see are listed; closed accounts do not exist for him.
    clerk: [
      { allow: 'read', object: 'accounts', fields: accountFields, when: 'record.status != "closed"' },
      { allow: ['create', 'update'], object: 'accounts', fields: givenFields, when: 'record.status != "closed"' },
      { deny: ['read', 'update'], object: 'accounts', fields: ['credit'], when: 'record.owner != actor.id' },
      { allow: 'delete', object: 'accounts', when: 'record.owner == actor.id' },
      { allow: 'rate', object: 'accounts', when: 'record.status == "active"' },
    ],
    // The same fields are hidden the other way round: everything but what is denied.
    keeper: [{ allow: ['read', 'create', 'update'], object: 'accounts' }, ...hides],
    employee: [
      'create:claims',
      { allow: ['read', 'update'], object: 'claims', when: 'record.createdBy == actor.id' },
      { deny: 'update', object: 'claims', when: 'record.status != "submitted"' },
      { allow: 'read', object: 'accounts', fields: ['name', 'status'], when: 'record.status == "active"' },
    ],
    manager: [
      'read:claims',
      'escalate:claims',
      { deny: 'read', object: 'claims', fields: ['notes'], when: 'record.status == "approved" && record.createdBy != actor.id' },
    ],
    director: ['read:claims', 'reject:claims'],
    // Approves by permission, and may know neither amount nor state.
    stamper: [{ allow: 'read', object: 'claims', fields: ['title'] }, 'approve:claims'],
    registrar: ['create:memos'],
    auditor: ['read:audit'],
  };
}

/** Every operation that the table calls, so that each is a tool of its own as well. */
export const pinned = [
  ...['list', 'get', 'create', 'update', 'delete', 'history', 'rate'].map((verb) => `account.${verb}`),
  ...['list', 'get', 'create', 'update', 'delete', 'history', 'approve', 'escalate', 'reject'].map((verb) => `claim.${verb}`),
  'principal.update',
];

/** The plugins of the app; without secrets, those of a world in which what is hidden was never thought of. */
export function parityPlugins({ secrets }: { readonly secrets: boolean }): readonly object[] {
  const hidden = secrets ? secretFields : {};
  return [
    { name: 'parity-business', version: '1.0.0', objects: [accountWith(hidden), ...(secrets ? [vault] : []), claim], flows: [claimApproval], actions: [rate], permissions: permissionsWith(Object.keys(hidden)) },
    // Pins tools and owns no object, so it restricts nothing.
    { name: 'parity-tools', version: '1.0.0', agentTools: pinned },
    { name: 'parity-desk', version: '1.0.0', objects: [memo], agentTools: ['memo.list', 'memo.get'] },
  ];
}

/** Words that none but an administrator may ever meet, on any surface. */
export const secretWords: readonly string[] = [...Object.keys(secretFields), 'ultraviolet', 'infrared', 'pin'];
