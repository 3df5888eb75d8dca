import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalAnswer } from '../../../packages/objectos/server/src/local-call.ts';
import { loadPlugins } from '../../../packages/objectos/server/src/load-plugins.ts';
import { parityConfig } from '../../parity/app/parity-config.ts';
import { explainRows } from '../../parity/explain-rows.ts';
import { flowRows } from '../../parity/flow-rows.ts';
import { Lane } from '../../parity/harness/lane.ts';
import { Operator } from '../../parity/harness/operator.ts';
import { RestSurface } from '../../parity/harness/rest-surface.ts';
import { startServer } from '../../parity/harness/server-process.ts';
import { TableRun } from '../../parity/harness/table-run.ts';
import { normalEntry } from '../../parity/harness/normal-form.ts';
import { readRows } from '../../parity/read-rows.ts';
import { commandRows, writeRows } from '../../parity/write-rows.ts';
import type { Verdict } from '../suite.ts';
import { bundled, startWorkerd } from './workerd.ts';
import type { Worker, Workerd } from './workerd.ts';

/**
 * The REST rows of the parity table, inside workerd and on a server process, each over tenants of its own that are seeded alike: verdicts,
 * data and journal must be what the row says, and the same down to the last revision.
 */
export async function judgeParity(): Promise<Verdict> {
  const edge = await Edge.start();
  const server = await startServer('app');
  const node = await Operator.connect(server.socket);
  try {
    const [there, here] = [await Lane.open('rest', edge.operator), await Lane.open('rest', node)];
    const run = new TableRun([
      { lane: here, surface: new RestSurface(server.address, here.tokenOf), journalled: 'rest' },
      { lane: there, surface: new RestSurface('', there.tokenOf, { name: 'REST on the edge', fetch: (path, init) => edge.fetch(path, init) }), journalled: 'rest' },
    ]);
    const rows = [...readRows, ...explainRows, ...writeRows, ...flowRows, ...commandRows];
    const failures = await failing(rows.map((row) => [`${row.as} calls ${row.operation}: ${row.title}`, () => run.check(row)]));
    const checks = afterwards({ here, there, edge });
    const after = await failing(checks);
    return { subject: 'edge parity', counts: { rows: `${rows.length - failures.length}/${rows.length}`, afterwards: `${checks.length - after.length}/${checks.length}` }, failures: [...failures, ...after] };
  } finally {
    await node.close();
    await server.stop();
    await edge.stop();
  }
}

/** The app of the table inside workerd: loaded here, and only its descriptors cross. */
class Edge {
  readonly operator = Operator.over({ perform: (call) => this.#perform(call), close: () => Promise.resolve() });
  readonly #worker: Worker;
  readonly #kept: string;
  #workerd: Workerd;

  private constructor(worker: Worker, kept: string, workerd: Workerd) {
    this.#worker = worker;
    this.#kept = kept;
    this.#workerd = workerd;
  }

  static async start(): Promise<Edge> {
    const loaded = await loadPlugins(parityConfig({ secrets: true }).plugins);
    assert.ok(loaded.ok);
    const kept = mkdtempSync(join(tmpdir(), 'objectos-edge-'));
    const script = await bundled(join(import.meta.dirname, 'parity.worker.ts'));
    const worker = { script, objects: { APP: 'App', CHECKPOINTS: 'Checkpoints' }, values: { DESCRIPTORS: loaded.value }, kept };
    return new Edge(worker, kept, await startWorkerd(worker));
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return this.#workerd.fetch(path, init);
  }

  /** Ends the runtime and starts another on what it has kept. */
  async restart(): Promise<void> {
    await this.#workerd.stop();
    this.#workerd = await startWorkerd(this.#worker);
  }

  async stop(): Promise<void> {
    await this.#workerd.stop();
    rmSync(this.#kept, { recursive: true, force: true });
  }

  async #perform(call: object): Promise<LocalAnswer> {
    const response = await this.fetch('/operator', { method: 'POST', body: JSON.stringify(call) });
    if (!response.ok) throw new Error(`the operator is answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as LocalAnswer;
  }
}

type Check = readonly [title: string, check: () => Promise<void>];

/** What must hold when all rows have been called: flows did the same, denials are on record, journals are whole. */
function afterwards({ here, there, edge }: { readonly here: Lane; readonly there: Lane; readonly edge: Edge }): readonly Check[] {
  const journalled = async (): Promise<readonly unknown[]> => Promise.all((['north', 'south'] as const).map((place) => edge.operator.value(there.tenant(place), 'audit.log', { after: 0, limit: 500 })));
  const verify = async (): Promise<void> => {
    for (const place of ['north', 'south'] as const) {
      const { ok, findings } = await edge.operator.value<{ ok: boolean; findings: readonly unknown[] }>(there.tenant(place), 'audit.verify', {});
      assert.deepEqual([ok, findings], [true, []]);
    }
  };
  return [
    ['what flows do on their own is the same', async () => {
      const caused = await Promise.all([here, there].map(async (lane) => (await lane.effects('north')).map(normalEntry).map((entry) => JSON.stringify(entry)).toSorted()));
      assert.deepEqual(caused[1], caused[0]);
      assert.notEqual(caused[0]?.length, 0);
    }],
    ['denials are the same', async () => {
      const denied = await Promise.all([here, there].map(async (lane) => (await lane.denials('north')).map(({ principal, operation, code }) => `${principal} ${operation} ${code}`)));
      assert.deepEqual(new Set(denied[1]), new Set(denied[0]));
    }],
    ['the journals are whole', verify],
    ['a page of a listed origin is let in, and no other', async () => {
      for (const [origin, status, allowed] of [['https://app.example.com', 204, 'https://app.example.com'], ['https://evil.example', 401, null]] as const) {
        const preflight = await edge.fetch('/api/v1/data/account', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
        const answer = await edge.fetch('/api/v1/data/account', { headers: { origin } });
        assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin'), answer.status, answer.headers.get('access-control-allow-origin')], [status, allowed, 401, allowed]);
      }
    }],
    ['another runtime that starts on the same storage has all of it', async () => {
      const before = await journalled();
      await edge.restart();
      assert.deepEqual(await journalled(), before);
      await verify();
    }],
  ];
}

async function failing(checks: readonly Check[]): Promise<string[]> {
  const failures: string[] = [];
  for (const [title, check] of checks) {
    await check().catch((error: unknown) => failures.push(`${title}: ${error instanceof Error ? error.message : String(error)}`));
  }
  return failures;
}
