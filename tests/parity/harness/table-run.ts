import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import type { Row } from '../row.ts';
import type { Lane, LaneName } from './lane.ts';
import { normalAnswer, normalEntry } from './normal-form.ts';
import type { JournalChange, JournalEntry } from './normal-form.ts';
import { operatorName } from './operator.ts';
import { isAgent, personOf } from './people.ts';
import type { Surface, SurfaceAnswer } from './surface.ts';

/** A lane with the surface through which its calls come. */
export interface Track {
  readonly lane: Lane;
  readonly surface: Surface;
  /** How rows that say so are called instead: the command line as a child process. */
  readonly child?: Surface;
  /** As the journal names it. The SDK is a client of REST. */
  readonly journalled: 'rest' | 'mcp' | 'cli';
}

/** What a row came to on one track. */
export interface Outcome {
  readonly lane: LaneName;
  readonly via: string;
  readonly answer: SurfaceAnswer;
  readonly entries: readonly JournalEntry[];
}

/** The whole table on all tracks: answers of earlier rows are kept per track, since cursors are. */
export class TableRun {
  readonly #tracks: readonly Track[];
  readonly #answers = new Map<Track, Map<string, unknown>>();

  constructor(tracks: readonly Track[]) {
    this.#tracks = tracks;
  }

  /** Calls the row on every track that has a way to say it, and checks each against the row and against each other. */
  async check(row: Row): Promise<void> {
    const outcomes = (await Promise.all(this.#tracks.map((track) => this.#call(track, row)))).flatMap((outcome) => outcome ?? []);
    const [first, ...others] = outcomes;
    assert.ok(first !== undefined && others.length > 0, 'a row needs two surfaces to compare');
    for (const outcome of outcomes) checkAgainstRow(outcome, row);
    for (const other of others) {
      if (verdictOf(row, other) !== verdictOf(row, first)) continue;
      if (isUnlisted(other.answer) || isUnlisted(first.answer)) assert.equal(codeOf(other.answer), codeOf(first.answer));
      else assert.deepEqual(normalAnswer(other.answer), normalAnswer(first.answer), `${other.via} answers otherwise than ${first.via}`);
      assert.deepEqual(other.entries.map(normalEntry), first.entries.map(normalEntry), `${other.via} is journalled otherwise than ${first.via}`);
    }
  }

  async #call(track: Track, row: Row): Promise<Outcome | null> {
    const { lane, journalled } = track;
    const { place = 'north', as, operation, input, key, dryRun } = row;
    const surface = row.child === true && track.child !== undefined ? track.child : track.surface;
    const given = typeof input === 'function' ? input((title) => this.#answersOf(track).get(title)) : input;
    const pending = surface.perform({ tenant: lane.tenant(place), as, operation, input: given, ...(key === undefined ? {} : { key }), ...(dryRun === undefined ? {} : { dryRun }) });
    if (pending === null) return null;
    const answer = await pending;
    this.#answersOf(track).set(row.title, answer.ok ? answer.value : answer.problem);
    const entries = await lane.journal(place);
    for (const entry of entries) {
      const operators = journalled === 'cli' ? [`operator:${surface === track.child ? userInfo().username : operatorName}`] : [];
      assert.deepEqual(entry.actors, [...(isAgent(as) ? [as] : []), ...operators], `actors of ${surface.name}`);
      assert.equal(entry.surface, journalled);
      assert.equal(entry.principal, personOf(as));
    }
    return { lane: lane.name, via: surface.name, answer, entries };
  }

  #answersOf(track: Track): Map<string, unknown> {
    let answers = this.#answers.get(track);
    if (answers === undefined) this.#answers.set(track, (answers = new Map()));
    return answers;
  }
}

function checkAgainstRow(outcome: Outcome, row: Row): void {
  const { via, answer, entries } = outcome;
  const { verdict, shows, withoutMembers = [], changes = [], operation } = row;
  const code = verdictOf(row, outcome);
  assert.equal(codeOf(answer), code, `${via}: ${JSON.stringify(answer)}`);
  if (code !== verdict && verdict === 'OK') return assert.deepEqual(entries, []);
  if (shows !== undefined) includes(answer.ok ? answer.value : answer.problem, shows, via);
  for (const path of withoutMembers) {
    const found = path.split('.').reduce<unknown>((part, name) => (part as Readonly<Record<string, unknown>> | undefined)?.[name], answer.ok ? answer.value : answer.problem);
    assert.equal(found, undefined, `${via} shows ${path}`);
  }
  assert.deepEqual(entries.flatMap((entry) => entry.changes.map(changeText)), changes, `${via} changed something else`);
  for (const entry of entries) assert.equal(entry.operation, operation);
}

function verdictOf({ verdict, verdictOn }: Row, { lane }: Outcome): string {
  return verdictOn?.[lane] ?? verdict;
}

function changeText({ op, object, record }: JournalChange): string {
  return `${op} ${object} ${record.length === 36 ? '<uuid>' : record}`;
}

function isUnlisted(answer: SurfaceAnswer): boolean {
  return !answer.ok && answer.listed === false;
}

function codeOf(answer: SurfaceAnswer): string {
  return answer.ok ? 'OK' : answer.problem.code;
}

/** Everything that `part` says, `whole` says too; lists have the same length. */
function includes(whole: unknown, part: unknown, where: string): void {
  if (typeof part !== 'object' || part === null) {
    assert.deepEqual(whole, part, where);
    return;
  }
  assert.ok(typeof whole === 'object' && whole !== null, `${where} is ${JSON.stringify(whole)}`);
  if (Array.isArray(part)) assert.equal((whole as readonly unknown[]).length, part.length, `${where}: ${JSON.stringify(whole)}`);
  for (const [name, member] of Object.entries(part)) includes((whole as Readonly<Record<string, unknown>>)[name], member, `${where}.${name}`);
}
