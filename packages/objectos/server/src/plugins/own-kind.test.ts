import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Rendered, defineFacet, definePlugin, kindsFacet, operationsFacet, runtimeRef } from '@objectos/kernel';
import type { MetadataIssue, MetadataKind, Operation, Runtime, Snapshot } from '@objectos/kernel';
import type { Checked, JsonObject, Source } from '@objectql/metadata';
import type { PluginSource } from '../app-config.ts';
import { checkApp } from '../check-app.ts';
import { createAppHost } from '../app-host.ts';
import { openApp } from '../compose.ts';
import { scratchFolder } from '../test-app.contract.ts';

// A kind of metadata, a facet and what uses both, of which neither the kernel nor any package of ours has ever heard: whole
// numbers of records by the value of a field.

interface Report {
  readonly kind: 'report';
  readonly name: string;
  readonly object: string;
  readonly groupBy: string;
  readonly source: Source;
}

/** What of a report a caller is shown besides numbers: plugins may add more. */
const footnotesFacet = defineFacet<{ readonly report: string; readonly text: string }, ReadonlyMap<string, readonly string[]>>({
  id: 'reports.footnotes',
  combine: (inputs) => new Map([...Map.groupBy(inputs, ({ value }) => value.report)].map(([report, notes]) => [report, notes.map(({ value }) => value.text)])),
});

function parseReport(value: unknown, source: Source): Checked<Report> {
  const written = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const missing = ['name', 'object', 'groupBy'].filter((key) => typeof written[key] !== 'string');
  const issues = missing.map((key) => ({ code: 'REPORT_INCOMPLETE', severity: 'fault' as const, message: `A report needs "${key}".`, source }));
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: { kind: 'report', name: String(written['name']), object: String(written['object']), groupBy: String(written['groupBy']), source }, issues: [] };
}

const reportsOf = (snapshot: Snapshot) => [...snapshot.metadata('report').values()] as readonly Report[];

const reportKind: MetadataKind = {
  kind: 'report',
  parse: parseReport,
  diff: (before: Report, after: Report) => (['object', 'groupBy'] as const).filter((key) => before[key] !== after[key]),
  canonical: ({ source: _source, ...report }: Report) => report,
  check: (snapshot) => reportsOf(snapshot).flatMap(({ name, object, groupBy, source }): MetadataIssue[] => {
    const described = snapshot.metadata('object').get(object) as { readonly fields: object } | undefined;
    if (described === undefined) return [{ code: 'REPORT_OBJECT_UNKNOWN', severity: 'fault', message: `Report "${name}" is about "${object}", which is no object.`, source }];
    return Object.hasOwn(described.fields, groupBy) ? [] : [{ code: 'REPORT_FIELD_UNKNOWN', severity: 'fault', message: `Report "${name}" groups by "${groupBy}", which ${object} does not have.`, source }];
  }),
};

/** `<report>.run` for each report: counts what its caller may read, for it asks as he does. */
function runOperation(report: Report, runtime: () => Runtime): Operation<object> {
  return {
    name: `${report.name}.run`, title: report.name, description: `Counts ${report.object} by ${report.groupBy}.`, effect: 'read', idempotent: true,
    grant: { object: report.object, verb: 'read' }, target: 'system', input: { parse: () => ({ ok: true, value: {} }), jsonSchema: () => ({ type: 'object' }) }, output: () => ({ type: 'object' }),
    async handler({ context, snapshot }) {
      const { value } = await runtime().call(`${report.object}.list`, { fields: [report.groupBy], limit: 200 }, context);
      const { records } = (value instanceof Rendered ? value.value() : value) as { readonly records: readonly Readonly<Record<string, string>>[] };
      const counts = Object.fromEntries(Array.from(Map.groupBy(records, (record) => String(record[report.groupBy])), ([key, group]) => [key, group.length]));
      return { value: { counts, footnotes: snapshot.get(footnotesFacet).get(report.name) ?? [] } };
    },
  };
}

function reportsCode(): ReturnType<typeof definePlugin> {
  let runtime: Runtime | undefined;
  const running = (): Runtime => runtime ?? assert.fail('it is not set up');
  return definePlugin({
    name: 'reports-code',
    version: '1.0.0',
    needs: { runtime: runtimeRef },
    contributes: [kindsFacet.of(reportKind), operationsFacet.from((snapshot) => reportsOf(snapshot).map((report) => runOperation(report, running)))],
    again: reportsCode,
    setup(services) {
      runtime = services.runtime;
    },
  });
}

const reports: PluginSource = { manifest: { name: 'reports', version: '1.0.0' }, from: import.meta.url, code: [reportsCode()] };

/** A plugin that has an object, and a report on it: in its manifest, from a file, and from a module. */
function tasks(files: Readonly<Record<string, string>>, metadata: JsonObject): PluginSource {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'reports'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const notes = definePlugin({ name: 'task-notes', version: '1.0.0', contributes: [footnotesFacet.of({ report: 'tasks_by_state', text: 'Without those of others.' })] });
  return {
    manifest: {
      name: 'tasks', version: '1.0.0', metadata, permissions: { clerk: ['*:tasks'] },
      objects: [{ name: 'task', fields: { title: { type: 'text' }, state: { type: 'select', options: ['open', 'done'] }, owner: { type: 'text' } } }],
    },
    from: pathToFileURL(join(folder, 'tasks.ts')).href,
    code: [notes],
  };
}

const sound = tasks({
  'reports/by-state.report.yml': 'name: tasks_by_state\nobject: task\ngroupBy: state\n',
  'reports/by-owner.ts': "export const byOwner = { kind: 'report', name: 'tasks_by_owner', object: 'task', groupBy: 'owner' };",
}, { report: [{ import: './reports/by-state.report.yml' }, { import: './reports/by-owner.ts' }, { name: 'tasks_by_title', object: 'task', groupBy: 'title' }] });

test('a kind of metadata that a plugin brings is written in manifests, checked with the rest, and run', async (t) => {
  const app = await openApp({ plugins: [reports, sound] }, { data: scratchFolder(), synchronous: 'NORMAL' });
  t.after(() => app.stop());
  const host = createAppHost(app, '');
  for (const [id, state] of Object.entries({ a: 'open', b: 'done', c: 'open' })) await host.ensure('main', 'task', { id, state, title: id, owner: 'ann' });
  assert.deepEqual(await host.call('main', 'tasks_by_state.run', {}), { counts: { open: 2, done: 1 }, footnotes: ['Without those of others.'] });
  assert.deepEqual(await host.call('main', 'tasks_by_owner.run', {}), { counts: { ann: 3 }, footnotes: [] });
  assert.deepEqual(await host.call('main', 'tasks_by_title.run', {}), { counts: { a: 1, b: 1, c: 1 }, footnotes: [] });
  const [before, after] = ['state', 'owner'].map((groupBy) => ({ kind: 'report', name: 'x', object: 'task', groupBy }) as const);
  assert.deepEqual(app.kernel.snapshot.get(kindsFacet).get('report')?.diff?.(before as never, after as never), ['groupBy']);
});

const codes = async (...plugins: PluginSource[]) => (await checkApp({ plugins })).issues.map(({ code, message }) => `${code}: ${message}`);

test('what is wrong in metadata of a plugin\'s kind is told by the check of the app, with its place', async () => {
  assert.deepEqual(await codes(reports, sound), []);
  assert.deepEqual(await codes(reports, tasks({}, { report: [{ name: 'x', object: 'tsk', groupBy: 'state' }, { name: 'y', object: 'task', groupBy: 'stte' }] })), [
    'REPORT_OBJECT_UNKNOWN: Report "x" is about "tsk", which is no object.', 'REPORT_FIELD_UNKNOWN: Report "y" groups by "stte", which task does not have.',
  ]);
  assert.match((await codes(reports, tasks({ 'reports/bad.yml': 'name: x\nobject: task\n' }, { report: [{ import: './reports/bad.yml' }] }))).join('\n'), /^REPORT_INCOMPLETE: reports\/bad\.yml: A report needs "groupBy"\./u);
  assert.match((await codes(sound)).join('\n'), /METADATA_KIND_UNKNOWN: Plugin "tasks" brings report "tasks_by_state", but no plugin defines that kind of metadata/u);
  assert.match((await codes(reports, tasks({}, { report: [{ import: './reports/none.yml' }] }))).join('\n'), /^METADATA_IMPORT: Cannot import "\.\/reports\/none\.yml"/u);
});

test('the plugin of a kind cannot be taken out while others use it, and both can be while the app serves', async (t) => {
  const app = await openApp({ plugins: [reports, sound] }, { data: scratchFolder(), synchronous: 'NORMAL' });
  t.after(() => app.stop());
  const without = (...names: readonly string[]) => app.kernel.replace((present) => present.filter(({ name }) => !names.includes(name)));
  await assert.rejects(without('reports-code'), { code: 'CHANGE_REFUSED', message: /METADATA_KIND_UNKNOWN/u });
  assert.ok(app.kernel.snapshot.operation('tasks_by_state.run'));
  await without('tasks', 'task-notes');
  assert.equal(app.kernel.snapshot.operation('tasks_by_state.run'), undefined);
  await without('reports-code');
  assert.equal(app.kernel.snapshot.get(kindsFacet).get('report'), undefined);
});
