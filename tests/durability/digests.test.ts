import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { copyCheckout } from './checkout.ts';

interface Printed {
  /** Of the snapshot. */
  readonly version: string;
  readonly digests: Readonly<Record<string, string>>;
  /** What differs between the machines. */
  readonly machine: { readonly runtime: string; readonly zone: string; readonly locale: string };
}

async function digestsAt(checkout: string, env: Readonly<Record<string, string>>): Promise<Printed> {
  copyCheckout(checkout);
  const args = [join(checkout, 'tests/durability/print-digests.ts'), join(checkout, 'examples/objectos.config.ts'), join(checkout, 'data')];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: checkout, env: { PATH: process.env['PATH'], ...env } });
  return JSON.parse(stdout) as Printed;
}

test('the same metadata has the same version and digests on two machines', { timeout: 60_000 }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'objectos-digests-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const [one, other] = await Promise.all([
    digestsAt(join(folder, 'one'), { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8' }),
    digestsAt(join(folder, 'some/other machine'), { TZ: 'America/St_Johns', LANG: 'en_US.UTF-8', LC_ALL: 'C' }),
  ]);
  for (const trait of ['runtime', 'zone', 'locale'] as const) assert.notEqual(one.machine[trait], other.machine[trait], `the machines differ in their ${trait}`);
  assert.match(one.version, /^[0-9a-f]{64}$/u);
  assert.deepEqual(one.digests, other.digests);
  assert.equal(one.version, other.version);
  const kinds = new Set(Object.keys(one.digests).map((name) => name.split(' ')[0]));
  assert.deepEqual([...kinds], ['object', 'flow', 'role', 'action'], 'there is something of every kind');
});
