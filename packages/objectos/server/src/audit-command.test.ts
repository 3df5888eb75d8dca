import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expenses, objectos, startServer } from './cli-process.contract.ts';
import { scratchFolder } from './test-app.contract.ts';

interface SystemEntry {
  readonly seq: number;
  readonly operation: string;
  readonly tenant: string;
  readonly changes: readonly { readonly op: string; readonly object: string; readonly record: string; readonly fields: readonly string[] }[];
}

for (const place of ['alone', 'beside a running server'] as const) {
  test(`the journal of the system store is read, verified and has checkpoints ${place}`, async (t) => {
    const data = scratchFolder();
    const server = await startServer(t, [expenses, '--data', data]);
    if (place === 'alone') await server.stop();
    const run = (...args: string[]) => objectos([...args, '--app', expenses, '--data', data]);
    const text = (await run('token', 'create', '--principal', 'emma')).stdout.trim();
    const { id } = (JSON.parse((await run('token', 'list', '--json', '--principal', 'emma')).stdout) as { records: { id: string }[] }).records.at(-1)!;
    assert.equal((await run('token', 'revoke', id)).code, 0);

    const listed = await run('audit', 'log', '--system', '--last', '2');
    assert.match(listed.stdout, new RegExp(`^\\d+ {2}\\S+ {2}cli {2}system by plugin:operator by operator:\\S+ {2}token\\.create {2}insert token ${id}\n.* token\\.revoke {2}update token ${id}\n$`, 'u'));
    const one = await run('audit', 'log', '--system', '--record', `token/${id}`, '--json');
    const { entries } = JSON.parse(one.stdout) as { entries: SystemEntry[] };
    assert.deepEqual(entries.map(({ operation, tenant }) => [operation, tenant]), [['token.create', 'main'], ['token.revoke', 'main']]);
    assert.deepEqual(entries[1]?.changes, [{ op: 'update', object: 'token', record: id, fields: ['revoked_at', 'updatedAt', 'revision'] }]);
    assert.ok(entries[0]?.changes[0]?.fields.includes('hash'));
    for (const shown of [one.stdout, listed.stdout]) assert.doesNotMatch(shown, new RegExp(`${text.slice(0, 10)}|"(?:before|after)"`, 'u'), 'no value of a token');

    const last = entries.at(-1)!.seq;
    const verified = await run('audit', 'verify');
    assert.equal(verified.code, 0, verified.stderr);
    assert.match(verified.stdout, new RegExp(`^The journal is whole: \\d+ entr(?:y|ies)\\.\nThe journal of the system store is whole: ${last} entries\\.\n$`, 'u'));
    const verdict = JSON.parse((await run('audit', 'verify', '--json')).stdout) as { ok: boolean; tenants: Record<string, { ok: boolean }>; system: { entries: number; checkpoint: number } };
    assert.deepEqual([verdict.ok, Object.keys(verdict.tenants), verdict.system.entries, verdict.system.checkpoint], [true, ['main'], last, last]);
  });
}

test('a change of the system store is in a checkpoint without a stop and without a verification', async (t) => {
  const data = scratchFolder();
  const server = await startServer(t, [expenses, '--data', data]);
  const file = join(data, '_system.checkpoints.jsonl');
  const run = (...args: string[]) => objectos([...args, '--app', expenses, '--data', data]);
  await run('token', 'create', '--principal', 'emma');
  // The token's answer does not wait for the checkpoint; each further call of the command line gives it time.
  const asked = async () => (JSON.parse((await run('audit', 'log', '--system', '--last', '1', '--json')).stdout) as { entries: { seq: number; hash: string }[] }).entries[0];
  const kept = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '') as { seq: number; hash: string } : undefined);
  let entry = await asked();
  for (let turn = 0; turn < 5 && kept()?.seq !== entry?.seq; turn++) entry = await asked();
  assert.deepEqual([kept()?.seq, kept()?.hash], [entry?.seq, entry?.hash]);
  await server.stop();
});

test('nobody but the operator opens the journal of the system store', async (t) => {
  const data = scratchFolder();
  const server = await startServer(t, [expenses, '--data', data]);
  const run = (...args: string[]) => objectos([...args, '--app', expenses, '--data', data]);
  for (const operation of ['audit.systemLog', 'audit.systemVerify']) {
    assert.match((await run('call', operation, '--as', 'dora')).stderr, /^AUDIT_OPERATOR_ONLY: /u, operation);
  }
  assert.match((await run('audit', 'log', '--tenant', '_system')).stderr, /^TENANT_UNKNOWN: /u);
  const token = (await run('token', 'create', '--principal', 'dora')).stdout.trim();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  for (const path of ['audit/systemLog', 'audit.systemLog', 'audit/systemVerify']) {
    assert.equal((await fetch(`${server.address}/api/v1/${path}`, { method: 'POST', headers, body: '{}' })).status, 404, path);
  }
  await server.stop();
});

test('audit verify counts one entry as one', async (t) => {
  const data = scratchFolder();
  await (await startServer(t, [expenses, '--data', data])).stop();
  const { entries } = (JSON.parse((await objectos(['audit', 'verify', '--json', '--app', expenses, '--data', data])).stdout) as { system: { entries: number } }).system;
  assert.equal(entries, 1, 'the tenant that the start made');
  assert.match((await objectos(['audit', 'verify', '--app', expenses, '--data', data])).stdout, /^The journal of the system store is whole: 1 entry\.$/mu);
});

test('audit log shows the newest, and one record', async (t) => {
  const data = scratchFolder();
  await (await startServer(t, [expenses, '--data', data])).stop();
  const run = (...args: string[]) => objectos([...args, '--app', expenses, '--data', data]);
  for (const [id, title] of [['lunch', 'Lunch'], ['train', 'Train']] as const) {
    assert.equal((await run('call', 'expense.create', '--as', 'emma', '--input', JSON.stringify({ id, title, amount: '20.00', spent_on: '2026-11-20' }))).code, 0);
  }
  await run('call', 'expense.update', '--as', 'emma', '--input', '{"id":"lunch","title":"Supper"}');
  const seqs = async (...args: string[]) => (await run('audit', 'log', ...args)).stdout.trimEnd().split('\n').map((line) => [Number(/^\d+/u.exec(line)?.[0]), /expense\.\w+/u.exec(line)?.[0]] as const);
  const all = await seqs();
  assert.deepEqual(await seqs('--last', '2'), all.slice(-2));
  assert.deepEqual(await seqs('--last', '500'), all);
  assert.deepEqual((await seqs('--record', 'expense/lunch')).map(([, operation]) => operation), ['expense.create', 'expense.update']);
  assert.deepEqual(await seqs('--record', 'expense/lunch', '--last', '1'), all.slice(-1));
  assert.deepEqual(await run('audit', 'log', '--record', 'expense/none'), { code: 0, stdout: '', stderr: 'No entries.\n' });
  assert.deepEqual(await run('token', 'list', '--principal', 'emma'), { code: 0, stdout: '', stderr: 'No tokens.\n' });
  for (const [args, said] of [
    [['--last', '2', '--limit', '2'], /"last" counts from the end/u], [['--last', '0'], /whole number from 1/u], [['--last', 'two'], /--last is a whole number/u],
    [['--record', 'lunch'], /<object>\/<id>/u], [['--system', '--tenant', 'main'], /belongs to no tenant/u],
  ] as const) {
    const { code, stderr } = await run('audit', 'log', ...args);
    assert.equal(code, 1, args.join(' '));
    assert.match(stderr, said);
  }
});
