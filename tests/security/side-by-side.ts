import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Operator } from '../parity/harness/operator.ts';
import { seed } from '../parity/harness/seed.ts';
import type { SurfaceAnswer, SurfaceCall } from '../parity/harness/surface.ts';
import type { Site } from './site.ts';

/** C4 case 44, and the one log: a thousand writes through REST, tools, the control socket and child processes at once, two tenants at once. */

const tenants = ['busy-one', 'busy-two'] as const;
const records = 8;
const perWorker = 84;
const children = 8;

interface Verdict {
  readonly ok: boolean;
  readonly entries: number;
  readonly findings: readonly unknown[];
}

export function testSideBySide(site: () => Site): void {
  test('1,000 writes from the server and the command line side by side leave one whole journal per tenant, and nothing else', async () => {
    const { operator } = site();
    for (const tenant of tenants) {
      await site().openTenant(tenant);
      await seed(operator, tenant, { place: 'n' });
      for (let index = 0; index < records; index++) await operator.value(tenant, 'account.create', { id: `hot-${index}`, name: 'Hot', status: 'active' }, 'ada');
    }
    const before = await Promise.all(tenants.map((tenant) => operator.value<Verdict>(tenant, 'audit.verify', {})));
    const operators = await Promise.all(tenants.flatMap((tenant) => [tenant, tenant].map(() => Operator.connect(site().server.socket))));
    const accepted = new Map<string, number>(tenants.map((tenant) => [tenant, 0]));
    let refused = 0;
    const count = (tenant: string, ok: boolean): void => {
      if (ok) accepted.set(tenant, (accepted.get(tenant) ?? 0) + 1);
      else refused++;
    };

    const through = (name: string) => (call: SurfaceCall): Promise<SurfaceAnswer> => site().surface(name).perform(call) ?? assert.fail(`${name} cannot say this`);
    const throughSocket = (at: number) => (call: SurfaceCall): Promise<SurfaceAnswer> => operators[at]?.perform({ ...call, as: call.as }) ?? assert.fail('no connection');
    const workers = tenants.flatMap((tenant, at) => [
      work(tenant, through('REST'), count), work(tenant, through('REST'), count), work(tenant, through('MCP (generic tools)'), count), work(tenant, through('SDK'), count),
      work(tenant, throughSocket(2 * at), count), work(tenant, throughSocket(2 * at + 1), count),
    ]);
    const processes = Array.from({ length: children }, async (_, index) => {
      const tenant = tenants[index % 2] ?? tenants[0];
      const { code } = await site().server.cli('call', 'account.create', '--tenant', tenant, '--as', 'clara', '--input', JSON.stringify({ id: `child-${index}`, name: `Child ${index}` }), '--json');
      assert.equal(code, 0);
      count(tenant, true);
    });
    await Promise.all([...workers, ...processes]);
    await Promise.all(operators.map((each) => each.close()));

    assert.equal(refused + [...accepted.values()].reduce((sum, each) => sum + each), tenants.length * 6 * perWorker + children);
    assert.ok(refused > 50, `${refused} of them were refused`);
    for (const [at, tenant] of tenants.entries()) {
      const { code, stdout, stderr } = await site().server.cli('audit', 'verify', '--tenant', tenant, '--json');
      assert.equal(code, 0, stdout + stderr);
      const verdict = (JSON.parse(stdout) as { readonly tenants: Readonly<Record<string, Verdict>> }).tenants[tenant] ?? assert.fail(stdout);
      assert.deepEqual(verdict.findings, []);
      assert.equal(verdict.entries - (before[at]?.entries ?? 0), accepted.get(tenant), 'an entry for each write that was accepted, and none for another');
    }
  });
}

/** Creates, updates (some of them on an old revision), deletes and actions, on records that all workers share. */
async function work(tenant: string, perform: (call: SurfaceCall) => Promise<SurfaceAnswer>, count: (tenant: string, ok: boolean) => void): Promise<void> {
  const own: string[] = [];
  for (let turn = 0; turn < perWorker; turn++) {
    const call = nextCall(turn, own);
    const answer = await perform({ tenant, as: 'ada', ...call });
    if (!answer.ok) assert.ok(['STALE', 'GRADE_UNCHANGED'].includes(answer.problem.code), JSON.stringify(answer));
    else if (call.operation === 'account.create') own.push((answer.value as { readonly id: string }).id);
    // An update that changes nothing is accepted and leaves no entry; here every one changes something.
    count(tenant, answer.ok);
  }
}

let serial = 0;

function nextCall(turn: number, own: string[]): Pick<SurfaceCall, 'operation' | 'input'> {
  const hot = `hot-${turn % records}`;
  const last = turn % 5 === 4 ? own.pop() : undefined;
  if (last !== undefined) return { operation: 'account.delete', input: { id: last } };
  if (turn % 5 === 3) return { operation: 'account.rate', input: { id: hot, grade: ['a', 'b', 'c'][serial++ % 3] } };
  if (turn % 5 === 2) return { operation: 'account.update', input: { id: hot, revision: 1, phone: `stale ${serial++}` } };
  if (turn % 5 === 1) return { operation: 'account.update', input: { id: hot, phone: `${serial++}` } };
  return { operation: 'account.create', input: { name: `Busy ${serial++}` } };
}
