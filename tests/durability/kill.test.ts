import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Tables } from '@objectos/journal';
import { chance } from '../../packages/objectql/engine/src/contract/test-host.contract.ts';
import { Operator } from '../parity/harness/operator.ts';
import type { Person, Tokens } from './command.ts';
import { JournalStory } from './journal-story.ts';
import { MixedLoad } from './mixed-load.ts';
import type { Chance } from './mixed-load.ts';
import { ServerProcess, runCli } from './server-process.ts';
import { tablesOfJournal, tablesOverHttp } from './store-tables.ts';

const long = process.env['OBJECTOS_LONG'] === '1';
const seed = Number(process.env['OBJECTOS_SEED'] ?? Date.now() % 1_000_000);

/** Kills in the middle of the load; beside each third one there is a kill in the middle of the start that follows. */
const kills = long ? 30 : 3;
const clients = 8;

/** How long the machine stays down after a kill: longer than the lease of an effect (60 s), so that a restart finds it due. */
const downFor = 90_000;

/** Records whose history is compared with the whole journal at the end. */
const histories = 25;

/** Effects may fail for a moment, and are tried again within seconds. */
const patience = 20_000;

test(`what was acknowledged outlives ${kills} kills, and a retry does what was not, once (OBJECTOS_SEED=${seed})`, { timeout: long ? 300_000 : 60_000 }, async (context) => {
  const site = new KilledSite(context, chance(seed));
  await site.open();
  for (let kill = 1; kill <= kills; kill++) {
    await site.loadUntilKilled();
    if (kill % 3 === 2) await site.killWhileStarting();
    await site.recover();
  }
  await site.verifyTheEnd();
  context.diagnostic(site.summary());
});

/** One data folder, the processes that own it one after the other, and the clients that outlive them. */
class KilledSite {
  readonly #data: string;
  readonly #below: Chance;
  readonly #story = new JournalStory();
  #server: ServerProcess | undefined;
  #operator: Operator | undefined;
  #load: MixedLoad | undefined;
  #ahead = 0;
  #checkpoint = 0;
  #lost = { committed: 0, absent: 0 };

  constructor(context: TestContext, below: Chance) {
    this.#data = mkdtempSync(join(tmpdir(), 'objectos-kill-'));
    this.#below = below;
    context.after(async () => {
      await this.#operator?.close();
      await this.#server?.kill();
      rmSync(this.#data, { recursive: true, force: true });
    });
  }

  async open(): Promise<void> {
    await this.#start();
    const tokenOf = async (principal: Person): Promise<string> => (await this.#asks.value<{ readonly token: string }>('main', 'token.create', { principal })).token;
    const tokens: Tokens = { emma: await tokenOf('emma'), max: await tokenOf('max'), wanda: await tokenOf('wanda') };
    this.#load = new MixedLoad(tokens, this.#below);
  }

  /** Kills after a random number of answers and a random moment more, so that requests are in every stage of their lives. */
  async loadUntilKilled(): Promise<void> {
    const [server, after, moment] = [this.#runs, 20 + this.#below(150), this.#below(8)];
    await this.#clients.run(server.address, clients, (count) => {
      if (count === after) setTimeout(() => void server.kill(), moment);
    });
    await this.#operator?.close();
    await server.kill();
  }

  /** Kills the next process too, before it listens or as soon as it does: recovery itself may be cut short. */
  async killWhileStarting(): Promise<void> {
    const server = new ServerProcess({ data: this.#data, ahead: (this.#ahead += downFor) });
    if (this.#below(2) === 0) await server.said(/serves/u);
    else await wait(100 + this.#below(500));
    await server.kill();
  }

  /** The same folder, the next process: holds what was promised against the journal, and retries what was not. */
  async recover(): Promise<void> {
    await this.#start();
    await this.#story.readOn(this.#asks);
    for (const [command, fate] of this.#clients.fates) {
      const times = this.#story.times(command);
      if (fate === 'unknown') assert.ok(times <= 1, `${command.mark}, which nobody acknowledged, was done ${times} times`);
      else assert.equal(times, fate === 'refused' ? 0 : 1, `${command.mark} was answered as ${fate}`);
    }
    await this.#retryUnknown();
    await this.#verifyJournal();
  }

  async verifyTheEnd(): Promise<void> {
    const load = this.#clients;
    await this.#untilNothingIsLeftToDo();
    await this.#story.readOn(this.#asks);
    for (const [command, fate] of load.fates) assert.equal(this.#story.times(command), fate === 'refused' ? 0 : 1, `${command.mark}, ${fate} in the end`);
    const tables = await tablesOverHttp(this.#runs.address, load.tokens.wanda);
    verifyEffects(tables);
    verifyNumbers(tables);
    await this.#verifyHistories([...(tables.get('expense')?.keys() ?? [])]);
    await this.#operator?.close();
    await this.#runs.stop();
    assert.deepEqual(await tablesOfJournal(this.#data), tables, 'the journal makes the tables');
    const { code, stdout } = await runCli(this.#data, 'audit', 'verify', '--json');
    const verdict = (JSON.parse(stdout) as { readonly tenants: { readonly main: { readonly ok: boolean; readonly entries: number; readonly checkpoint: number } } }).tenants.main;
    assert.deepEqual([code, verdict.ok, verdict.entries], [0, true, this.#story.entries.length]);
    assert.ok(verdict.checkpoint >= this.#checkpoint);
  }

  summary(): string {
    const fates = [...this.#clients.fates.values()];
    return `${fates.length} commands, ${fates.filter((fate) => fate === 'refused').length} refused; of those cut off ${this.#lost.committed} were committed and ${this.#lost.absent} absent; ${this.#story.entries.length} entries`;
  }

  async #start(): Promise<void> {
    this.#server = await ServerProcess.start({ data: this.#data, ahead: (this.#ahead += downFor) });
    this.#operator = await Operator.connect(this.#server.socket);
  }

  /** A retry is answered as done before exactly where the journal has it, and does it where not. */
  async #retryUnknown(): Promise<void> {
    for (const command of this.#clients.unknown()) {
      const before = this.#story.times(command);
      const fate = await this.#clients.retry(this.#runs.address, command);
      if (before === 1) assert.equal(fate, 'replayed', `${command.kind} ${command.mark} was committed`);
      else assert.ok(fate === 'done' || (fate === 'refused' && command.kind !== 'create'), `${command.kind} ${command.mark} was not committed: ${fate}`);
      this.#lost[before === 1 ? 'committed' : 'absent']++;
      if (fate === 'done') assert.equal(await this.#clients.retry(this.#runs.address, command), 'replayed');
    }
  }

  /** What is found whole is vouched for: each verification is held against what the one before it saw. */
  async #verifyJournal(): Promise<void> {
    const verdict = await this.#asks.value<{ readonly ok: boolean; readonly checkpoint: number | null; readonly head: { readonly seq: number }; readonly findings: unknown }>('main', 'audit.verify', {});
    assert.deepEqual([verdict.ok, verdict.findings], [true, []]);
    assert.ok((verdict.checkpoint ?? 0) >= this.#checkpoint, 'no checkpoint is forgotten');
    this.#checkpoint = verdict.head.seq;
  }

  /** What the journal says of one record is all that it says of it. */
  async #verifyHistories(expenses: readonly string[]): Promise<void> {
    for (let left = Math.min(histories, expenses.length); left > 0; left--) {
      const id = expenses[this.#below(expenses.length)] ?? '';
      const { entries } = await this.#asks.value<{ readonly entries: readonly { readonly seq: number }[] }>('main', 'audit.log', { record: `expense/${id}`, limit: 500 }, 'wanda');
      assert.deepEqual(entries.map(({ seq }) => seq), this.#story.about('expense', id), `the history of expense ${id}`);
    }
  }

  async #untilNothingIsLeftToDo(): Promise<void> {
    const until = Date.now() + patience;
    const left = { filter: { run_at: { $null: false } }, limit: 1 };
    for (;;) {
      const { records } = await this.#asks.value<{ readonly records: readonly unknown[] }>('main', 'effect.list', left);
      if (records.length === 0) return;
      assert.ok(Date.now() < until, `effects are left: ${JSON.stringify(records)}\n${this.#runs.log}`);
      await wait(20);
    }
  }

  get #runs(): ServerProcess {
    return this.#server ?? assert.fail('no server was started');
  }

  get #asks(): Operator {
    return this.#operator ?? assert.fail('no server was started');
  }

  get #clients(): MixedLoad {
    return this.#load ?? assert.fail('the site is not open');
  }
}

/** Every approved expense has had each of its effects, once: three rows of the outbox, a note to its submitter, a line in the ledger. */
function verifyEffects(tables: Tables): void {
  const of = (object: string, record: string, id: string): readonly Readonly<Record<string, unknown>>[] => [...(tables.get(object)?.values() ?? [])].filter((row) => row[record] === id);
  const approved = [...(tables.get('expense')?.values() ?? [])].filter(({ status }) => status === 'approved');
  assert.ok(approved.length > 0, 'the load approved something');
  for (const { id, amount, archived } of approved) {
    const effects = of('effect', 'record', String(id));
    assert.deepEqual(effects.map(({ action, state }) => `${String(action)} ${String(state)}`).toSorted(), ['archive done', 'notify done', 'update_ledger done']);
    assert.deepEqual(of('notification', 'record', String(id)).map(({ recipient }) => recipient), ['emma']);
    assert.deepEqual(of('ledger_entry', 'expense', String(id)).map((entry) => entry['amount']), [amount]);
    assert.equal(archived, true);
  }
  for (const object of ['notification', 'ledger_entry']) assert.equal(tables.get(object)?.size, approved.length, `there is no ${object} beyond these`);
  assert.equal(tables.get('effect')?.size, approved.length * 3);
}

function verifyNumbers(tables: Tables): void {
  const numbers = [...(tables.get('expense')?.values() ?? [])].map((row) => String(row['number'])).toSorted();
  assert.deepEqual(numbers, numbers.map((_, index) => `EXP-${String(index + 1).padStart(5, '0')}`), 'autonumbers have no gap');
}

test('a second process is refused while the first lives, and the first goes on', { timeout: 30_000 }, async (context) => {
  const data = mkdtempSync(join(tmpdir(), 'objectos-lock-'));
  const first = await ServerProcess.start({ data });
  const second = new ServerProcess({ data });
  context.after(async () => {
    await Promise.all([first.kill(), second.kill()]);
    rmSync(data, { recursive: true, force: true });
  });
  await assert.rejects(second.said(/serves/u), new RegExp(`STORE_LOCKED: The store .* is held by process ${first.pid} `, 'u'));
  assert.equal(second.exitCode, 1);
  assert.equal((await fetch(`${first.address}/health`)).status, 200);
  const { code } = await runCli(data, 'audit', 'verify');
  assert.equal(code, 0, 'its control socket is still its own');
  await first.kill();
  const third = await ServerProcess.start({ data });
  await third.stop();
});
