import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { runCli } from './cli.ts';
import { expenses, objectos, startServer } from './cli-process.contract.ts';
import type { Ended } from './cli-process.contract.ts';
import { scratchFolder } from './test-app.contract.ts';

const commands = ['start', 'check', 'call', 'explain', 'token', 'audit', 'types', 'schemas', 'mcp'];

/** Runs the command line in this process: for what never gets as far as an app. */
async function here(t: TestContext, args: readonly string[]): Promise<Ended> {
  const told = { stdout: '', stderr: '' };
  const mocks = (['stdout', 'stderr'] as const).map((stream) => t.mock.method(process[stream], 'write', (text: string) => {
    told[stream] += text;
    return true;
  }));
  try {
    return { code: await runCli(args), ...told };
  } finally {
    for (const mock of mocks) mock.mock.restore();
  }
}

test('help tells every command, its options and the exit codes', async (t) => {
  const overview = await here(t, ['--help']);
  assert.deepEqual(await here(t, ['-h']), overview);
  assert.equal(overview.code, 0);
  for (const name of commands) {
    assert.match(overview.stdout, new RegExp(`^  ${name} `, 'mu'));
    const help = await here(t, [name, '--help']);
    assert.deepEqual([help.code, help.stderr], [0, ''], name);
    assert.doesNotMatch(help.stdout, /<value>\S/u, 'the columns are apart');
    assert.match(help.stdout, new RegExp(`objectos ${name}`, 'u'));
  }
  assert.match(overview.stdout, /0 ok, 1 error, 2 findings/u);
  assert.deepEqual(await here(t, ['help', 'start']), await here(t, ['start', '--help']));
  assert.deepEqual(await here(t, ['--help', 'help']), overview);
  assert.match((await here(t, ['help', 'strat'])).stderr, /Did you mean "start"\?/u);
  assert.match((await here(t, ['--version'])).stdout, /^\d+\.\d+\.\d+\n$/u);
});

test('wrong use is exit code 1, told in a sentence with the help', async (t) => {
  for (const [args, said] of [
    [['call'], /Name the operation/u], [['call', 'expense.list'], /--as <principal>/u],
    [['call', 'expense.list', '--as', 'x', '--input', '{'], /not valid JSON/u], [['token'], /create, list or revoke/u], [['token', 'create'], /--principal/u],
    [['token', 'create', '--principal', 'x', '--expires-in', 'soon'], /whole number/u], [['token', 'revoke'], /Name the id/u], [['audit'], /log or verify/u],
    [['audit', 'log', '--limit', 'ten'], /whole number/u], [['start', '--port', '70000'], /is no port/u], [['start', '--url', 'example'], /is no address/u],
    [['call', 'expense.create', '{"title":"x"}', '--as', 'x'], /^"\{\\"title\\":\\"x\\"\}" is one word more than call takes: options begin with "--"/u], [['check', '.', 'more'], /^"more" is one word more than check takes/u],
    [['audit', 'verify', 'main'], /^"main" is one word more than audit takes/u], [['token', 'list', 'emma'], /^"emma" is one word more than token list takes/u], [['plugin', 'list', 'x'], /^"x" is one word more than plugin list takes/u],
    [['mcp', 'x'], /^"x" is one word more than mcp takes/u], [['check', 'package.json'], /^package\.json is no module; an app is a folder with objectos\.config\.ts, or such a file\.\n/u],
    [['check', 'nowhere'], /nothing at nowhere/u], [['check', 'packages'], /objectos\.config\.ts/u],
  ] as const) {
    const { code, stderr, stdout } = await here(t, args);
    assert.deepEqual([code, stdout], [1, ''], args.join(' '));
    assert.match(stderr, said);
  }
});

test('a command, verb or option that is not known is an error, told with the nearest name and the help', async (t) => {
  for (const [args, said] of [
    [['strat'], 'There is no command "strat". Did you mean "start"?'], [['Token'], 'There is no command "Token". Did you mean "token"?'],
    [['--verson'], 'There is no command "--verson". Did you mean "--version"?'], [['frobnicate'], 'There is no command "frobnicate".'],
    [['audit', 'verfy'], 'There is no command "audit verfy". Did you mean "verify"?'], [['token', 'revoek', 'x'], 'There is no command "token revoek". Did you mean "revoke"?'],
    [['plugin', 'instal', 'x'], 'There is no command "plugin instal". Did you mean "install"?'], [['audit', 'look'], 'There is no command "audit look". Say what to do: log or verify.'],
    [['start', '--prot', '80'], 'There is no option "--prot" of start. Did you mean "--port"?'], [['start', '--prot=80'], 'There is no option "--prot" of start. Did you mean "--port"?'],
    [['call', 'expense.list', '--jsn'], 'There is no option "--jsn" of call. Did you mean "--json"?'], [['check', '--hlep'], 'There is no option "--hlep" of check. Did you mean "--help"?'],
    [['check', '-x'], 'There is no option "-x" of check.'], [['check', '--colour'], 'There is no option "--colour" of check.'],
  ] as const) {
    const { code, stderr, stdout } = await here(t, args);
    assert.deepEqual([code, stdout, stderr.split('\n', 1)[0]], [1, '', said], args.join(' '));
    assert.match(stderr, /\n\n[^]*objectos/u, 'the help follows');
  }
  const installed = await objectos(['strat']);
  assert.equal(installed.code, 1);
  assert.match(installed.stderr, /^There is no command "strat"\. Did you mean "start"\?\n\nobjectos <command>/u);
});

test('check tells everything that is wrong with YAML, JSON and TypeScript metadata, with its place', async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'flows'));
  writeFileSync(join(folder, 'flows/broken.yml'), 'name: TicketFlow\ninitialState: open\nstates:\n  open:\n    on:\n      close:\n        target: closd\n  closed:\n    actons: []\n');
  writeFileSync(join(folder, 'flows/unreadable.yml'), 'name: X\nstates: [\n');
  writeFileSync(join(folder, 'note.json'), '{\n  "kind": "object",\n  "name": "note",\n  "fields": { "text": { "type": "txt" } }\n}\n');
  writeFileSync(join(folder, 'objectos.config.ts'), `
    const ticket = { kind: 'object', name: 'ticket', fields: { state: { type: 'select', options: ['open', 'closed'] }, effort: { type: 'intger' } } };
    const manifest = { name: 'desk', version: '1.0.0', objects: [ticket, { import: './note.json' }], flows: [{ import: './flows/broken.yml' }, { import: './flows/unreadable.yml' }], permissions: { clerk: ['read:tickts'] } };
    export default { plugins: [{ manifest, from: import.meta.url }] };`);
  const { code, stdout } = await objectos(['check', folder]);
  assert.equal(code, 1);
  for (const place of [/flows\/broken\.yml:7:\d+/u, /flows\/broken\.yml:9:\d+/u, /flows\/unreadable\.yml:\d+:\d+/u, /note\.json:4:\d+/u, /objectos\.config\.ts:2:\d+ \(objects\[0\]\.fields\.effort/u]) assert.match(stdout, place);
  assert.match(stdout, /\d+ faults, \d+ warnings\n$/u);
  assert.match(stdout, / 7 \|         target: closd\n +\| +\^{5}\n/u, 'with the line and what is meant of it');
  assert.match(stdout, /fix: write "closed" for "closd"/u);
  const asJson = await objectos(['check', folder, '--json']);
  const { ok, faults, issues } = JSON.parse(asJson.stdout) as { ok: boolean; faults: number; issues: { severity: string; code: string; message: string; at?: string }[] };
  assert.deepEqual([faults, issues.filter(({ severity }) => severity === 'fault').length], [5, 5]);
  assert.ok(issues.every(({ at = '' }) => /:\d+:\d+$/u.test(at)));
  assert.ok(!ok && issues.length >= 4 && issues.every(({ severity, code: told, message }) => severity !== '' && told !== '' && message !== ''));
  for (const args of [['start', folder, '--port', '0'], ['call', 'ticket.list', '--as', 'system', '--app', folder], ['types', folder]]) {
    assert.deepEqual(await objectos(args), { code: 1, stdout: '', stderr: stdout }, `${args[0]} refuses it in the same words`);
  }
});

test('check tells what only the app as a whole can get wrong: conditions, and effects without a handler', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'flow.yml'), 'name: TicketFlow\nfield: state\ninitialState: open\nstates:\n  open:\n    on:\n      close:\n        target: closed\n        conditions:\n          - role: clerk\n  closed:\n    actions:\n      - ring_a_bell\n');
  writeFileSync(join(folder, 'objectos.config.ts'), `
    const ticket = { kind: 'object', name: 'ticket', fields: { state: { type: 'select', options: ['open', 'closed'] } } };
    const manifest = { name: 'desk', version: '1.0.0', objects: [ticket], flows: [{ import: './flow.yml' }], permissions: { clerk: [{ allow: 'read', object: 'tickets', when: 'record.stat == "open"' }] } };
    export default { plugins: [{ manifest, from: import.meta.url }] };`);
  const { code, stdout } = await objectos(['check', folder]);
  assert.equal(code, 1, stdout);
  for (const told of [/POLICY_CONDITION: .*record\.stat /u, /flow\.yml:13:\d+ fault FLOW_EFFECT_UNHANDLED: .*ring_a_bell/u]) assert.match(stdout, told);
  assert.deepEqual(await objectos(['start', folder, '--port', '0']), { code: 1, stdout: '', stderr: stdout }, 'start, which finds it later, tells it alike');
});

test('check goes on where a start would stop: names that are wrong do not hide conditions that are', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'objectos.config.ts'), `
    const ticket = { kind: 'object', name: 'ticket', fields: { state: { type: 'text' }, about: { type: 'lookup', object: 'tickt' } } };
    const manifest = { name: 'desk', version: '1.0.0', objects: [ticket], permissions: { clerk: ['reed:tickets', { allow: 'read', object: 'tickets', when: 'record.stat == "open"' }] } };
    export default { plugins: [{ manifest, from: import.meta.url }] };`);
  const { code, stdout } = await objectos(['check', folder]);
  assert.equal(code, 1);
  for (const told of [/METADATA_REFERENCE: Field ticket\.about/u, /METADATA_REFERENCE: .*"reed"/u, /POLICY_CONDITION/u, /record\.stat == .*\n +\| +\^{4}\n[^]*fix: write "state" for "stat"/u, /\n3 faults, 0 warnings\n$/u]) assert.match(stdout, told);
});

test('check tells every fault of a flow at once, wherever its names refer to nothing', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'flow.yml'), 'name: TicketFlow\nfield: state\ninitialState: opn\nstates:\n  open:\n    on:\n      close:\n        target: closd\n        conditions:\n          - role: clerk\n          - when: record.stat == "open"\n  lost:\n    actions:\n      - ring_a_bell\n');
  writeFileSync(join(folder, 'objectos.config.ts'), `
    const ticket = { kind: 'object', name: 'ticket', fields: { state: { type: 'select', options: ['open', 'closed'] } } };
    const manifest = { name: 'desk', version: '1.0.0', objects: [ticket], flows: [{ import: './flow.yml' }], permissions: { clerk: ['close:tickets', 'shut:tickets'] }, agentTools: ['ticket.close'] };
    export default { plugins: [{ manifest, from: import.meta.url }] };`);
  const { stdout } = await objectos(['check', folder]);
  assert.deepEqual(Array.from(stdout.matchAll(/^\S*?([\w.]+:\d+):\d+.* (?:fault|warning) ([A-Z_]+): /gmu), ([, at, code]) => `${at} ${code}`), [
    'flow.yml:3 METADATA_REFERENCE', 'flow.yml:8 METADATA_REFERENCE', 'flow.yml:11 EXPRESSION_FIELD_UNKNOWN', 'flow.yml:12 METADATA_REFERENCE', 'flow.yml:14 FLOW_EFFECT_UNHANDLED', 'objectos.config.ts:3 METADATA_REFERENCE',
  ], stdout);
});

test('check tells a permission and an agent tool that are wrong once each, where they are written', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'objectos.config.ts'), `
    const ticket = { kind: 'object', name: 'ticket', fields: { title: { type: 'text' } } };
    const manifest = { name: 'desk', version: '1.0.0', objects: [ticket],
      permissions: { clerk: ['read:ticket', 'list:tickets', 'tickets:create', 'reed:audit'] },
      agentTools: ['ticket.list', 'ticket.lst', 'order.list'] };
    export default { plugins: [{ manifest, from: import.meta.url }] };`);
  const { stdout } = await objectos(['check', folder]);
  assert.deepEqual(Array.from(stdout.matchAll(/:(\d+:\d+) \(.*?\) fault METADATA_REFERENCE: /gu), ([, at]) => at), ['4:46', '4:62', '4:80', '5:43', '5:50'], stdout);
  assert.match(stdout, /\n5 faults, 0 warnings\n$/u);
});

test('check shows where metadata in code was defined that is not valid', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'objectos.config.ts'), `import { defineObject } from '${new URL('../../../objectql/metadata/src/index.ts', import.meta.url).href}';
    const bad = defineObject({ name: 'bad', fields: {}, titel: 'x' } as never);
    export default { plugins: [{ manifest: { name: 'desk', version: '1.0.0', objects: [bad] }, from: import.meta.url }] };`);
  const { code, stdout } = await objectos(['check', folder]);
  assert.equal(code, 1);
  assert.match(stdout, /objectos\.config\.ts:2:\d+ \(object bad: titel\) fault METADATA_UNKNOWN_KEY: Unknown key "titel"/u);
  assert.match(stdout, /titel: .*\n +\| +\^{5}\n/u);
});

test('check says with exit code 2 that there are warnings, each with its line', async () => {
  const { code, stdout } = await objectos(['check', expenses]);
  assert.equal(code, 2);
  assert.match(stdout, /expense-approval\.flow\.yml:12:\d+ warning .*escalate/u);
  assert.match(stdout, /expense-approval\.flow\.yml:22:\d+ warning .*reject/u);
  assert.match(stdout, /0 faults, 2 warnings/u);
});

test('a file that cannot be written is told in a sentence', async () => {
  for (const command of ['types', 'schemas']) {
    const { code, stdout, stderr } = await objectos([command, expenses, '--out', join(expenses, 'objectos.config.ts', 'out.ts')]);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^FILE_NOT_WRITTEN: \S+ cannot be written \((?:ENOTDIR|EEXIST)\); choose another place with --out\.\n$/u);
  }
});

test('types writes declarations, and --check says with exit code 2 that they are out of date', async () => {
  const out = join(scratchFolder(), 'app.types.ts');
  assert.equal((await objectos(['types', expenses, '--check', '--out', out])).code, 2);
  assert.equal((await objectos(['types', expenses, '--out', out])).code, 0);
  assert.match(readFileSync(out, 'utf8'), /readonly approve: EventInput/u);
  assert.equal((await objectos(['types', expenses, '--check', '--out', out])).code, 0);
  writeFileSync(out, '// edited\n');
  const stale = await objectos(['types', expenses, '--check', '--out', out]);
  assert.deepEqual([stale.code, readFileSync(out, 'utf8')], [2, '// edited\n']);
});

for (const place of ['alone', 'beside a running server'] as const) {
  test(`call, token and audit work ${place}`, async (t) => {
    const data = scratchFolder();
    const seeded = await startServer(t, [expenses, '--data', data]);
    const { code: seedingEnded } = place === 'alone' ? await seeded.stop() : { code: 0 };
    assert.equal(seedingEnded, 0);
    const run = (...args: string[]) => objectos([...args, '--app', expenses, '--data', data]);
    const called = await run('call', 'expense.create', '--as', 'emma', '--input', '{"id":"e1","title":"Train","amount":"84.50","spent_on":"2026-11-20"}', '--json');
    assert.deepEqual([called.code, called.stderr], [0, '']);
    assert.equal((JSON.parse(called.stdout) as { status: string }).status, 'submitted');
    const shapeless = await run('call', 'expense.create', '--as', 'emma', '--input', '[]');
    assert.match(shapeless.stderr, /Give an object of field values[^\n]*\n {2}request /u, 'told once');
    assert.match((await run('call', 'token.create', '--as', 'emma', '--input', '{"operations":["expense.lst"]}')).stderr, /^OPERATION_UNKNOWN: [^]*Did you mean "expense\.list"\?/u);
    const readable = await run('call', 'expense.get', '--as', 'emma', '--input', '{"id":"e1","fields":"title"}');
    assert.match(readable.stdout, /^\{\n  "id": "e1",\n/u);
    const refused = await run('call', 'expense.approve', '--as', 'emma', '--input', '{"id":"e1"}', '--json');
    assert.deepEqual([refused.code, refused.stdout, (JSON.parse(refused.stderr) as { requestId: string }).requestId.length], [1, '', 36]);
    assert.match((await run('call', 'expense.list', '--as', 'nobody')).stderr, /^PRINCIPAL_UNKNOWN: There is no active person or service "nobody"/u);
    assert.equal((await run('call', 'expense.update', '--as', 'emma', '--input', '{"id":"e1","title":"Plane"}', '--dry-run')).code, 0);
    for (const time of ['first', 'second']) assert.equal((await run('call', 'expense.update', '--as', 'emma', '--input', '{"id":"e1","title":"Bus"}', '--key', 'k1')).code, 0, time);

    assert.equal((await run('call', 'principal.create', '--as', 'system', '--input', '{"id":"nina","name":"Nina","roles":["employee"]}')).code, 0, 'somebody has to be the first');
    assert.equal((await run('call', 'expense.list', '--as', 'nina')).code, 0);

    const token = (await run('token', 'create', '--principal', 'emma', '--label', 'laptop', '--expires-in', '3600')).stdout.trim();
    assert.match(token, /^oos_/u);
    assert.match((await run('token', 'list', '--principal', 'emma')).stdout, /emma .* laptop\n/u);
    const log = await run('audit', 'log', '--limit', '500');
    const line = log.stdout.split('\n').find((each) => each.includes('expense.create'));
    assert.match(line ?? '', /cli {2}emma by operator:\S+ {2}expense\.create {2}insert expense e1/u);
    assert.equal(log.stdout.split('\n').filter((each) => each.includes('expense.update')).length, 1, 'neither the dry run nor the repeated key');
    const verified = await run('audit', 'verify');
    assert.deepEqual([verified.code, /whole: \d+ entries/u.test(verified.stdout)], [0, true]);
    assert.equal((JSON.parse((await run('audit', 'verify', '--json')).stdout) as { ok: boolean }).ok, true);
  });
}

test('a token that the command line revokes is refused at the very next REST call', async (t) => {
  const data = scratchFolder();
  const server = await startServer(t, [expenses, '--data', data]);
  const run = (...args: string[]) => objectos([...args, '--app', expenses, '--data', data]);
  const token = (await run('token', 'create', '--principal', 'emma')).stdout.trim();
  const ask = async () => (await fetch(`${server.address}/api/v1/data/expense`, { headers: { authorization: `Bearer ${token}` } })).status;
  assert.equal(await ask(), 200);
  const id = (JSON.parse((await run('token', 'list', '--json')).stdout) as { records: { id: string }[] }).records[0]!.id;
  assert.deepEqual((await run('token', 'revoke', id)).stdout, 'Revoked.\n');
  assert.equal(await ask(), 401);
});

test('audit verify names the entry that somebody edited, with exit code 2', async (t) => {
  const data = scratchFolder();
  const server = await startServer(t, [expenses, '--data', data]);
  await server.stop();
  const run = (...args: string[]) => objectos([...args, '--app', expenses, '--data', data]);
  await run('call', 'expense.create', '--as', 'emma', '--input', '{"id":"e1","title":"Train","amount":"84.50","spent_on":"2026-11-20"}');
  const database = new DatabaseSync(join(data, 'main.db'));
  const { name } = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '%journal%' AND sql LIKE '%after%'").get() as { name: string };
  const { seq } = database.prepare(`SELECT max(seq) AS seq FROM "${name}"`).get() as { seq: number };
  database.prepare(`UPDATE "${name}" SET "after" = replace("after", '84.50', '8.50') WHERE seq = ?`).run(seq);
  database.close();
  const { code, stdout } = await run('audit', 'verify');
  assert.deepEqual([code, stdout.startsWith(`${seq}  `)], [2, true], stdout);
});
