import assert from 'node:assert/strict';
import test from 'node:test';
import { defineObject } from './define-object.ts';
import { f } from './field-builders.ts';
import { loadManifest } from './load-manifest.ts';
import type { ImportedMetadata } from './manifest-import.ts';
import { formatIssue, parsedOrThrow } from './metadata-error.ts';

const customer = defineObject({ name: 'customer', fields: { name: f.text() } });
const contact = defineObject({ name: 'contact', fields: { name: f.text() } });

const files: Readonly<Record<string, () => ImportedMetadata>> = {
  '@objectql/schemas/customer': () => ({ kind: 'module', file: 'customer.ts', exports: { default: customer, customer, other: 5 } }),
  both: () => ({ kind: 'module', file: 'both.ts', exports: { customer, contact } }),
  nothing: () => ({ kind: 'module', file: 'nothing.ts', exports: { helper: () => 1 } }),
  broken: () => ({ kind: 'module', file: 'broken.ts', exports: { bad: defineObject({ name: 'Bad', fields: {} }) } }),
  './a.flow.yml': () => ({ kind: 'text', file: 'flows/a.flow.yml', text: 'name: CustomerCheck\ninitialState: a\nstates:\n  a:\n    on:\n      go:\n        target: a\n        conditions:\n          - role: !x\n' }),
  './bad.yml': () => ({ kind: 'text', file: 'flows/bad.yml', text: 'name: X\nname: Y\n' }),
  './o.json': () => ({ kind: 'text', file: 'o.json', text: '{"name": "thing",\n "feilds": {}}' }),
  './o.toml': () => ({ kind: 'text', file: 'o.toml', text: '' }),
  './r.role.yml': () => ({ kind: 'text', file: 'r.role.yml', text: 'name: rep\nrules:\n  - read:customers\n  - allow: [update]\n    object: customers\n    when: record.owner == actor.id\n' }),
};

function load(manifest: object) {
  return loadManifest({ name: 'test', version: '1.0.0', ...manifest }, {
    source: { file: 'test.manifest.ts' },
    import: async (specifier) => {
      const file = files[specifier];
      if (file === undefined) throw new Error('there is no such file');
      return file();
    },
  });
}

async function issuesOf(manifest: object): Promise<string[]> {
  return (await load(manifest)).issues.map(formatIssue);
}

test('a manifest becomes a plugin with everything that it imports', async () => {
  const plugin = parsedOrThrow(await load({
    objects: [{ import: '@objectql/schemas/customer' }, contact, { name: 'inline', fields: {} }],
    flows: [{ import: './a.flow.yml' }],
    actions: [{ object: 'customer', name: 'merge' }],
    permissions: { rep: ['read:customers', { deny: 'read', object: 'customers', fields: ['name'], when: 'record.name == null' }] },
    agentTools: ['customer.list'],
  }));
  assert.deepEqual(plugin.objects.map(({ name, source }) => [name, source]), [
    ['customer', { file: 'customer.ts', path: 'customer' }],
    ['contact', { file: 'test.manifest.ts', path: 'objects[1]' }],
    ['inline', { file: 'test.manifest.ts', path: 'objects[2]' }],
  ]);
  assert.deepEqual(plugin.flows[0]?.states['a']?.on['go']?.[0]?.conditions[0]?.test, { role: '!x' });
  assert.deepEqual(plugin.actions.map(({ id }) => id), ['customer.merge']);
  assert.deepEqual(plugin.agentTools, ['customer.list']);
  assert.deepEqual(plugin.roles, [
    {
      kind: 'role', id: 'rep', name: 'rep', source: { file: 'test.manifest.ts', path: 'permissions.rep' },
      rules: [
        { effect: 'allow', verbs: ['read'], object: 'customers', source: { file: 'test.manifest.ts', path: 'permissions.rep[0]', text: 'read:customers' } },
        { effect: 'deny', verbs: ['read'], object: 'customers', fields: ['name'], when: 'record.name == null', source: { file: 'test.manifest.ts', path: 'permissions.rep[1]', text: 'deny: read, object: customers, fields: [name], when: record.name == null' } },
      ],
    },
  ]);
});

test('a module brings every object that it exports, and roles of one name add up', async () => {
  const plugin = parsedOrThrow(await load({ objects: [{ import: 'both' }], roles: [{ import: './r.role.yml' }], permissions: { rep: ['create:customers'] } }));
  assert.deepEqual(plugin.objects.map(({ name }) => name), ['customer', 'contact']);
  assert.deepEqual(plugin.roles.map(({ name, rules }) => [name, rules.map(({ verbs }) => verbs[0])]), [['rep', ['read', 'update', 'create']]]);
  assert.equal('agentTools' in plugin, false);
});

test('every fault of every file is told at once, where it is', async () => {
  assert.deepEqual(await issuesOf({
    objects: [{ import: 'gone' }, { import: 'broken' }, { import: 'nothing' }, { import: './o.json' }, { import: './o.toml' }, { import: 5 }, { import: 'both', as: 'x' }, { fields: {} }],
    flows: [{ import: './bad.yml' }],
    permissions: { Rep: ['read:customers'], ok: 'read:customers', rep: ['customers', 5, { allow: 'read' }, { allow: 'read', deny: 'read', object: 'customers' }] },
    agentToolz: [],
  }), [
    'test.manifest.ts (agentToolz): Unknown key "agentToolz". Did you mean "agentTools"?',
    'test.manifest.ts (objects[0].import): Cannot import "gone": there is no such file',
    'broken (object Bad: name): Object name "Bad" is not an identifier: a lower-case letter, then letters, digits or "_". Write "bad".',
    'test.manifest.ts (objects[2].import): nothing.ts exports no object. It exports helper.',
    'o.json:1:1: "fields" is missing. Expected a mapping.',
    'o.json:2:2: Unknown key "feilds". Did you mean "fields"?',
    'test.manifest.ts (objects[4].import): o.toml is neither YAML nor JSON by its name. Name it .yml, .yaml or .json.',
    'test.manifest.ts (objects[5].import): Expected the specifier of an import, found 5.',
    'test.manifest.ts (objects[6].import): An import has no other keys.',
    'test.manifest.ts (objects[7].name): "name" is missing. Expected text.',
    'flows/bad.yml:2:1: Map keys must be unique.',
    'test.manifest.ts (permissions.Rep): Role name "Rep" is not a lower-case letter and then letters, digits, "-" or "_".',
    'test.manifest.ts (permissions.ok): Expected a list of permissions, found "read:customers". Write a list such as ["read:customers"].',
    'test.manifest.ts (permissions.rep[0]): "customers" is no permission. Write "verb:plural", such as "read:customers", "approve:contracts" or "*:customers".',
    'test.manifest.ts (permissions.rep[1]): Expected a permission, found 5. Write "verb:plural" such as "read:customers", or a mapping with "allow" or "deny".',
    'test.manifest.ts (permissions.rep[2].object): "object" is missing. Expected text.',
    'test.manifest.ts (permissions.rep[3]): A rule has either "allow" or "deny". Write {allow: read, object: customers}.',
  ]);
});

test('a permission that is nearly one is told with what it should be', async () => {
  const { issues } = await load({ permissions: { rep: ['read: customers', 'approve.contracts', ' *:customers ', 'customers'] } });
  assert.deepEqual(issues.map(({ source, fix }) => [source.text, fix?.by]), [['read: customers', 'read:customers'], ['approve.contracts', 'approve:contracts'], [' *:customers ', '*:customers'], ['customers', undefined]]);
  assert.equal(issues[0]?.hint, 'Write "read:customers".');
});

test('a manifest itself has a name and a version, and brings no internal objects', async () => {
  assert.deepEqual(await issuesOf({ name: 'Bad Name', version: '1' }), [
    'test.manifest.ts (name): Expected a name of lower-case letters, digits, "-", ".", "_", "/" and "@", found "Bad Name".',
    'test.manifest.ts (version): Expected a version such as 1.0.0, found "1".',
  ]);
  assert.match((await issuesOf({ objects: [{ name: '_counter', internal: true, fields: {} }] }))[0]!, /"_counter" is internal/u);
});
