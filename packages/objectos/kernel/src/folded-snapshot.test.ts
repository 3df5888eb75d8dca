import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksFacet, kindsFacet, metadataFacet, operationsFacet } from './built-in-facets.ts';
import type { MetadataKind } from './built-in-facets.ts';
import { FakePlatform, ann, operation, stagesPlugin, startKernel, withOperations } from './fake-kernel.test.ts';
import { defineFacet } from './facet.ts';
import type { FacetInput } from './facet.ts';
import { FoldedSnapshot } from './folded-snapshot.ts';
import { createKernel } from './kernel.ts';
import type { Layer } from './snapshot.ts';

const platform = new FakePlatform();
const layer = (name: string, ...contributes: FacetInput[]): Layer => ({ name, version: '1', contributes });
const fold = (...layers: Layer[]) => new FoldedSnapshot(layers, (text) => platform.sha256(text));
const messages = (snapshot: FoldedSnapshot) => snapshot.faults().map(({ code, message }) => `${code}: ${message}`);

const words = defineFacet<string, readonly string[]>({ id: 'test.words', combine: (inputs) => inputs.map(({ plugin, value }) => `${plugin}:${value}`) });
const object: MetadataKind = { kind: 'object' };
const role: MetadataKind = { kind: 'role', merge: (first: string[], second: string[]) => [...first, ...second] };
const kinds = layer('kinds', kindsFacet.of(object, role));
const entry = (kind: string, name: string, descriptor: unknown) => metadataFacet.of({ kind, name, descriptor });

test('a facet folds every input in the order of the plugins, as its definer says', () => {
  const snapshot = fold(layer('b', words.of('x', 'y')), layer('a', words.of('z')), layer('c'));
  assert.deepEqual(snapshot.get(words), ['b:x', 'b:y', 'a:z']);
  assert.equal(snapshot.get(words), snapshot.get(words));
  assert.deepEqual(fold().get(words), []);
});

test('a facet is folded when it is first asked for, once', () => {
  let folded = 0;
  const counted = defineFacet<number, number>({ id: 'test.counted', combine: (inputs) => (folded++, inputs.length) });
  const snapshot = fold(layer('a', counted.of(1, 2)));
  assert.equal(folded, 0);
  assert.deepEqual([snapshot.get(counted), snapshot.get(counted), folded], [2, 2, 1]);
});

test('values may follow from other facets; a circle of them is a fault that names every facet of it', () => {
  const lengths = defineFacet<number, number>({ id: 'test.lengths', combine: (inputs) => inputs.reduce((sum, { value }) => sum + value, 0) });
  const derived = lengths.from((snapshot) => snapshot.get(words).map((word) => word.length));
  assert.equal(fold(layer('a', derived), layer('b', words.of('xyz'))).get(lengths), 5);
  const circular = fold(layer('a', derived), layer('b', words.from((snapshot) => [String(snapshot.get(lengths))])));
  assert.deepEqual(messages(circular), [
    'FACET_CIRCULAR: Facets are computed from each other in a circle: test.lengths -> test.words -> test.lengths; a value may not depend on its own facet.',
  ]);
  assert.throws(() => circular.get(words), { code: 'FACET_CIRCULAR' });
});

test('two definitions of one facet id are a fault that names both parties', () => {
  const copy = defineFacet<string, readonly string[]>({ id: 'test.words', combine: () => [] });
  assert.deepEqual(messages(fold(layer('a', words.of('x')), layer('b', copy.of('y')))), [
    'FACET_DUPLICATE: The facet "test.words" is defined twice: plugin "a" and plugin "b" use different definitions; see that its package is loaded once, or rename one.',
  ]);
  const snapshot = fold(layer('a', words.of('x')));
  assert.deepEqual(snapshot.get(words), ['a:x']);
  assert.throws(() => snapshot.get(copy), { code: 'FACET_DUPLICATE', message: /plugin "a" and whoever reads it/u });
});

test('what fails while a facet is computed names facet and plugin, and is one fault however often it is met', () => {
  const failing = words.from(() => { throw new TypeError('no words'); });
  const followers = ['test.one', 'test.two'].map((id) => defineFacet<string, number>({ id, combine: (inputs) => inputs.length }));
  const snapshot = fold(layer('a', failing), ...followers.map((each) => layer(each.id, each.from((from) => from.get(words)))));
  assert.deepEqual(messages(snapshot), ['FACET_FAILED: The facet "test.words" could not be computed: plugin "a": TypeError: no words']);
});

test('descriptors are found by kind and name', () => {
  const snapshot = fold(layer('crm', entry('object', 'customer', 1), entry('object', 'lead', 2)), kinds);
  assert.deepEqual([...snapshot.metadata('object')], [['customer', 1], ['lead', 2]]);
  assert.equal(snapshot.metadata('flow').size, 0);
});

test('a name that two plugins bring is a fault that names both, unless its kind merges', () => {
  const snapshot = fold(
    kinds,
    layer('crm', entry('object', 'customer', 1), entry('object', 'lead', 1), entry('role', 'finance', ['read'])),
    layer('extras', entry('object', 'customer', 2), entry('object', 'lead', 2), entry('role', 'finance', ['approve'])),
  );
  assert.throws(() => snapshot.metadata('object'), ({ faults }: { faults: readonly { message: string }[] }) => {
    assert.deepEqual(faults.map(({ message }) => message), ['customer', 'lead'].map((name) => `Plugins "crm" and "extras" both bring object "${name}"; rename one, or load one of them.`));
    return true;
  });
  const merging = fold(kinds, layer('crm', entry('role', 'finance', ['read'])), layer('extras', entry('role', 'finance', ['approve'])));
  assert.deepEqual(merging.metadata('role').get('finance'), ['read', 'approve']);
});

test('metadata of a kind that nobody defines is a fault with the nearest kind, and so is a kind defined twice', () => {
  assert.deepEqual(messages(fold(kinds, layer('crm', entry('objet', 'customer', 1)))), [
    'METADATA_KIND_UNKNOWN: Plugin "crm" brings objet "customer", but no plugin defines that kind of metadata; did it mean "object"?',
  ]);
  assert.deepEqual(messages(fold(kinds, layer('more', kindsFacet.of({ kind: 'object' })))), [
    'METADATA_KIND_DUPLICATE: Plugins "kinds" and "more" both define the metadata kind "object"; load one of them.',
  ]);
});

test('operations are one table by name, sorted, and a name that two plugins define names both', () => {
  const snapshot = fold(layer('a', operationsFacet.of(operation('b.get'))), layer('b', operationsFacet.from(() => [operation('a.get')])));
  assert.deepEqual(snapshot.operations().map(({ name }) => name), ['a.get', 'b.get']);
  assert.equal(snapshot.operation('b.get')?.name, 'b.get');
  assert.equal(snapshot.operation('toString'), undefined);
  assert.throws(() => fold(...['a', 'b', 'c'].map((name) => layer(name, operationsFacet.of(operation('x.get'))))).operations(), { message: /"a" and "b"[^]*"a" and "c"/u });
});

test('the version follows from metadata and plugin list alone, not from the order in which they were written', () => {
  const one = fold(kinds, layer('crm', entry('object', 'customer', { a: 1, b: { c: [1, 2], d: null } }), entry('object', 'lead', {})));
  const other = fold(layer('crm', entry('object', 'lead', {}), entry('object', 'customer', { b: { d: null, c: [1, 2] }, a: 1 })), kinds);
  assert.match(one.version, /^[0-9a-f]{64}$/u);
  assert.equal(one.version, other.version);
  const versions = [
    one,
    fold(kinds, layer('crm', entry('object', 'customer', { a: 1, b: { c: [2, 1], d: null } }), entry('object', 'lead', {}))),
    fold(kinds, layer('crm', entry('object', 'customer', { a: 1, b: { c: [1, 2], d: null } }))),
    fold(kinds, layer('crm', entry('object', 'customer', { a: 1, b: { c: { 0: 1, 1: 2 }, d: null } }), entry('object', 'lead', {}))),
    fold(kinds, { ...layer('crm', entry('object', 'customer', { a: 1, b: { c: [1, 2], d: null } }), entry('object', 'lead', {})), version: '2' }),
    fold(kinds, layer('crm', entry('object', 'customer', { a: 1, b: { c: [1, 2], d: null } }), entry('object', 'lead', {})), layer('more')),
  ].map(({ version }) => version);
  assert.equal(new Set(versions).size, versions.length);
});

test('a kind may say what of a descriptor counts for the version', () => {
  const sourced: MetadataKind = { kind: 'object', canonical: ({ a }: { a: number }) => ({ a }) };
  const [one, other, changed] = [{ a: 1, source: 'here' }, { a: 1, source: 'there' }, { a: 2, source: 'here' }]
    .map((descriptor) => fold(layer('kinds', kindsFacet.of(sourced)), layer('crm', entry('object', 'customer', descriptor))).version);
  assert.equal(one, other);
  assert.notEqual(one, changed);
});

test('the checks of metadata kinds and of plugins are part of the boot: faults with their place, warnings in the log', () => {
  const log = new FakePlatform();
  const source = { file: 'crm.yml', line: 3, column: 7 };
  const checked: MetadataKind = {
    kind: 'object',
    check: (snapshot) => [...snapshot.metadata('object').keys()].flatMap((name) => [
      { code: 'LOOKUP_UNKNOWN', severity: 'fault' as const, message: `${name} refers to nothing.`, hint: 'Load it.', source },
      { code: 'UNUSED', severity: 'warning' as const, message: `${name} is not used.`, source: { file: 'crm.ts', path: 'objects[0]' } },
    ]),
  };
  const broken: MetadataKind = { kind: 'flow', check: () => { throw new TypeError('oops'); } };
  const own = layer('own', checksFacet.of(() => [{ code: 'TOOL_UNKNOWN', severity: 'fault', message: 'There is no such tool.' }]));
  const plugins = [layer('kinds', kindsFacet.of(checked, broken)), own, layer('crm', entry('object', 'customer', {})), stagesPlugin()];
  const kernel = createKernel({ plugins, platform: log });
  assert.deepEqual(kernel.check().map(({ code, message }) => `${code}: ${message}`), [
    'METADATA_CHECK_FAILED: The check of metadata kind "flow" itself failed: TypeError: oops',
    'LOOKUP_UNKNOWN: crm.yml:3:7: customer refers to nothing. Load it.',
    'TOOL_UNKNOWN: There is no such tool.',
  ]);
  assert.deepEqual(log.lines, [{ level: 'warn', message: 'UNUSED: crm.ts (objects[0]): customer is not used.', cause: undefined }]);
});

test('a tenant without an overlay has the very same snapshot as all, and a call sees it', async () => {
  const kernel = await startKernel([withOperations(operation('thing.get', { handler: ({ snapshot }) => ({ value: snapshot }) })), stagesPlugin()]);
  assert.equal(kernel.snapshotFor('acme'), kernel.snapshot);
  assert.equal(kernel.snapshotFor('other'), kernel.snapshot);
  assert.equal((await kernel.call('thing.get', {}, ann)).value, kernel.snapshotFor(ann.tenant));
});
