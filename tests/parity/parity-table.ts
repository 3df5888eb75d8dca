import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pinned } from './app/parity-plugin.manifest.ts';
import { explainRows } from './explain-rows.ts';
import { flowRows } from './flow-rows.ts';
import { CliSurface, SocketSurface } from './harness/cli-surface.ts';
import { Lane } from './harness/lane.ts';
import type { LaneName, Place } from './harness/lane.ts';
import { GenericToolsSurface, PinnedToolsSurface } from './harness/mcp-surface.ts';
import { normalEntry } from './harness/normal-form.ts';
import { Operator } from './harness/operator.ts';
import { RestSurface } from './harness/rest-surface.ts';
import { SdkSurface } from './harness/sdk-surface.ts';
import type { ServerProcess } from './harness/server-process.ts';
import type { Surface, TokenOf } from './harness/surface.ts';
import { TableRun } from './harness/table-run.ts';
import type { Track } from './harness/table-run.ts';
import { readRows } from './read-rows.ts';
import { commandRows, writeRows } from './write-rows.ts';

/**
 * One table, every surface. One server process holds a pair of tenants per surface, all seeded alike; each row is called on
 * each surface over its own pair, in the same order, so verdicts, data and journal must agree down to the last revision.
 *
 * Not every surface can say everything: agents act with tokens, so the command line has no `--as` for them; tools take neither
 * a command key nor a dry run; the SDK has no methods for metadata. Such rows run on the others.
 *
 * The rows through the command line go through its control socket, as `objectos call` does; those whose title says so start
 * `objectos call` as a child process beside the running server.
 */
export function testParity(start: () => Promise<ServerProcess>): void {
  let server: ServerProcess;
  let operator: Operator;
  let run: TableRun;
  let tracks: readonly Track[] = [];

  before(async () => {
    server = await start();
    operator = await Operator.connect(server.socket);
    const { address } = server;
    const open = async (name: LaneName, make: (tokenOf: TokenOf) => Surface, more: Omit<Track, 'lane' | 'surface'>): Promise<Track> => {
      const lane = await Lane.open(name, operator);
      return { lane, surface: make(lane.tokenOf), ...more };
    };
    const socket = new SocketSurface(await Operator.connect(server.socket));
    tracks = [
      await open('rest', (tokenOf) => new RestSurface(address, tokenOf), { journalled: 'rest' }),
      await open('sdk', (tokenOf) => new SdkSurface(address, tokenOf), { journalled: 'rest' }),
      await open('tools', (tokenOf) => new GenericToolsSurface(address, tokenOf), { journalled: 'mcp' }),
      await open('pins', (tokenOf) => new PinnedToolsSurface(address, tokenOf, pinned), { journalled: 'mcp' }),
      await open('cli', () => socket, { journalled: 'cli', child: new CliSurface(server) }),
    ];
    run = new TableRun(tracks);
  });

  after(async () => {
    await Promise.all(tracks.map(({ surface }) => surface.close()));
    await operator.close();
    await server.stop();
  });

  for (const row of [...readRows, ...explainRows, ...writeRows, ...flowRows, ...commandRows]) {
    const how = row.child === true ? ', the command line as a child process' : '';
    test(`${row.as} calls ${row.operation}: ${row.title} (${row.verdict}${how})`, () => run.check(row));
  }

  test('what flows do on their own after an event is the same, whatever surface the event came through', async () => {
    const caused = await Promise.all(tracks.map(async ({ lane }) => (await lane.effects('north')).map(normalEntry).filter((entry) => /"n-(?:f1|large)"/u.test(JSON.stringify(entry)))));
    for (const effects of caused) assert.deepEqual(effects, caused[0]);
    assert.equal(caused[0]?.length, 2, 'a notification and a note');
  });

  for (const place of ['north', 'south'] as const satisfies readonly Place[]) {
    test(`denials in ${place} are on record, by whom and through what`, async () => {
      for (const { lane, surface, journalled } of tracks) {
        const denials = await lane.denials(place);
        assert.ok(place === 'south' || denials.length > 0, surface.name);
        for (const denial of denials) assert.equal(denial.surface, journalled);
      }
    });

    test(`the journal of ${place} of every surface is whole`, async () => {
      for (const { lane } of tracks) {
        const verdict = await operator.value<{ ok: boolean; findings: readonly unknown[] }>(lane.tenant(place), 'audit.verify', {});
        assert.deepEqual([verdict.ok, verdict.findings], [true, []], lane.name);
      }
    });
  }
}
