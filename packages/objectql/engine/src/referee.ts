import type { Json, Key, Row } from '@objectql/metadata';
import type { Needs, Loaded } from './driver.ts';
import { StoreError } from './errors.ts';
import type { Host } from './host.ts';
import { journalChange } from './journal-draft.ts';
import type { JournalDraft } from './journal-entry.ts';
import type { ObjectRules } from './object-rules.ts';
import { uniqueKey } from './object-rules.ts';
import { Overlay } from './overlay.ts';
import type { RowCell } from './overlay.ts';
import { PendingUnit } from './pending-unit.ts';
import type { Problem } from './pending-unit.ts';
import { rejectionOf } from './rejection.ts';
import type { Attempt, Change, Decision, Outcome, RowView } from './unit.ts';
import { judgeChecksAfter, judgeChecksBefore } from './unit-checks.ts';
import { judgeDescriptors } from './unit-rules.ts';

/** An attempt on its way through one group. */
export interface Case {
  readonly attempt: Attempt;
  outcome?: Outcome | undefined;
  /** Deciding threw; the attempt fails alone. */
  failure?: unknown;
  hasFailed?: boolean;
  /** Its decision, and the rows that it read: while they are the same, there is nothing to decide again. */
  decision?: Decision | undefined;
  reads?: readonly Read[] | undefined;
}

type Accepting = Extract<Decision, { unit: unknown }>;

interface Place {
  /** The row that remembers the command. */
  readonly command: RowCell | null;
  readonly probing: boolean;
}

interface Read {
  readonly cell: RowCell;
  readonly row: Row | null;
}

/** Thrown out of a view by what is not loaded. One object for all: nobody looks at its stack. */
const notLoaded = new Error('A row is not loaded yet; decide must not catch this.');

/**
 * Judges the units of one group in order, each over those accepted before it. Pure and synchronous; it owns nothing but its
 * overlay. An attempt that needs what is not loaded holds up those behind it until `takeNeeds` was filled: they are only
 * probed, so that one load brings what they all need, as far as that can be seen yet.
 */
export class Referee {
  /** What the accepted units have to say in the journal, in order; a unit that has nothing to say is not among them. */
  readonly drafts: JournalDraft[] = [];
  readonly #overlay: Overlay;
  readonly #host: Host;
  readonly #changes: Change[] = [];
  #seq: number;
  #time = Number.NaN;
  #at = '';

  /** `seq` is that of the head on which the group will be sealed; `trusting`: ids that a write calls fresh are not looked up. */
  constructor(rules: ReadonlyMap<string, ObjectRules>, host: Host, { seq, trusting }: { readonly seq: number; readonly trusting: boolean }) {
    this.#overlay = new Overlay(rules, trusting);
    this.#host = host;
    this.#seq = seq;
  }

  /** Judges up to the first case that waits for rows, and probes the rest; answers those that are not settled. */
  round(cases: readonly Case[]): Case[] {
    const waiting: Case[] = [];
    for (const each of cases) {
      const probing = waiting.length > 0;
      try {
        if (!this.#judge(each, probing)) waiting.push(each);
      } catch (error) {
        if (probing) waiting.push(each);
        else fail(each, error);
      }
    }
    return waiting;
  }

  takeNeeds(): { readonly needs: Needs; readonly fill: (loaded: Loaded) => void } {
    return this.#overlay.takeNeeds();
  }

  /** What the accepted units make of the store, as `Lane.apply` takes it. */
  changes(): readonly Change[] {
    if (this.#overlay.valueMoved) return this.#changes;
    const changes: Change[] = [];
    for (const cell of this.#overlay.touched) {
      if (cell.base === null && cell.now === null) continue;
      changes.push(cell.change ?? { op: opOf(cell), key: cell.key, before: cell.base, after: cell.now });
    }
    return changes;
  }

  /** Whether the case is settled; never while probing. */
  #judge(each: Case, probing: boolean): boolean {
    const { attempt } = each;
    const command = attempt.command === undefined ? null : this.#overlay.row({ object: '_command', id: this.#commandId(attempt) });
    let ready = command === null || command.loaded;
    for (const key of attempt.keys) ready = this.#overlay.row(key).loaded && ready;
    if (!ready) return false;
    if (command !== null && command.now !== null) {
      if (!probing) each.outcome = replay(attempt, command.now);
      return !probing;
    }
    const decision = this.#decide(each);
    if (decision === null) return false;
    if ('unit' in decision) each.outcome = this.#judgeUnit(attempt, decision, { command, probing });
    else if (!probing) each.outcome = { accepted: false, rejection: decision.rejection };
    return each.outcome !== undefined;
  }

  #decide(each: Case): Decision | null {
    if (each.decision !== undefined && each.reads?.every(({ cell, row }) => cell.now === row) === true) return each.decision;
    const view = new OverlayView(this.#overlay);
    try {
      const decision = each.attempt.decide(view);
      if (view.missed) return null; // it caught what the view threw: nothing it says counts
      each.decision = decision;
      each.reads = view.reads ?? undefined;
      return decision;
    } catch (error) {
      if (view.missed) return null;
      throw error;
    }
  }

  /** Undefined while something that the unit rests on is not loaded. */
  #judgeUnit(attempt: Attempt, { unit: { writes, checks }, reply }: Accepting, { command, probing }: Place): Outcome | undefined {
    const unit = new PendingUnit(this.#overlay, attempt.scope, this.#atOf(attempt.scope.time));
    try {
      if (checks.length > 0) judgeChecksBefore(unit, checks);
      for (const write of writes) unit.write(write);
      judgeDescriptors(unit);
      if (checks.length > 0) judgeChecksAfter(unit, checks);
      if (unit.waits || probing) return undefined;
      const [first, ...rest] = unit.problems;
      if (first !== undefined) return { accepted: false, rejection: rejectionOf([first, ...rest] as [Problem, ...Problem[]]) };
      const changes = visibleChanges(unit);
      const seq = this.#seq + (changes.length > 0 ? 1 : 0);
      if (attempt.dryRun === true) return { accepted: true, seq: this.#seq, changes, journalled: [], reply, replayed: false };
      if (command !== null) unit.insert(command, { digest: attempt.command?.digest ?? '', seq, reply });
      const journalled = changes.map(journalChange);
      this.#accept(unit, { scope: attempt.scope, changes: journalled });
      return { accepted: true, seq, changes, journalled, reply, replayed: false };
    } finally {
      unit.forget();
    }
  }

  #accept(unit: PendingUnit, draft: JournalDraft): void {
    unit.accept();
    for (const change of unit.changes) if (change.before !== change.after) this.#changes.push(change);
    if (draft.changes.length > 0) {
      this.drafts.push(draft);
      this.#seq += 1;
    }
  }

  #commandId({ scope: { tenant, principal }, command }: Attempt): string {
    return this.#host.sha256(JSON.stringify([tenant, principal.id, command?.key ?? '']));
  }

  #atOf(time: number): string {
    if (time === this.#time) return this.#at;
    this.#time = time;
    this.#at = new Date(time).toISOString();
    return this.#at;
  }
}

/** Rows as the units before it left them. Keeps what it was asked, so that an unchanged decision need not be taken again. */
class OverlayView implements RowView {
  readonly #overlay: Overlay;
  /** Null: it was asked for more than rows, and what was decided holds for this round only. */
  reads: Read[] | null = [];
  missed = false;

  constructor(overlay: Overlay) {
    this.#overlay = overlay;
  }

  get(key: Key): Row | null {
    const cell = this.#overlay.row(key);
    if (!cell.loaded) this.#miss();
    this.reads?.push({ cell, row: cell.now });
    return cell.now;
  }

  holder(object: string, fields: readonly string[], values: readonly Json[]): string | null {
    this.reads = null;
    const key = uniqueKey(values);
    if (key === null) return null;
    const table = this.#overlay.table(object);
    const rule = table.rules.uniques.find((each) => each.fields.length === fields.length && each.fields.every((name, index) => name === fields[index]));
    if (rule === undefined) throw new StoreError('INDEX_NOT_UNIQUE', `${object} (${fields.join(', ')})`);
    const cell = this.#overlay.holder(table, rule, key, () => values);
    if (!cell.loaded) this.#miss();
    return cell.id;
  }

  referenced(object: string, field: string, id: string): boolean {
    this.reads = null;
    const referenced = this.#overlay.referenced(object, field, id);
    if (referenced === undefined) this.#miss();
    return referenced;
  }

  #miss(): never {
    this.missed = true;
    throw notLoaded;
  }
}

export function fail(each: Case, failure: unknown): void {
  each.failure = failure;
  each.hasFailed = true;
}

function replay({ command }: Attempt, row: Row): Outcome {
  if (row['digest'] !== command?.digest) {
    return { accepted: false, rejection: rejectionOf([{ code: 'COMMAND_KEY_REUSED', what: '' }]) };
  }
  return { accepted: true, seq: Number(row['seq']), changes: [], journalled: [], reply: row['reply'] ?? null, replayed: true };
}

/** What the unit says of journalled objects; records that it both made and removed say nothing. */
function visibleChanges({ cells, changes }: PendingUnit): readonly Change[] {
  return changes.filter(({ before, after }, index) => before !== after && cells[index]?.table.rules.internal !== true);
}

function opOf({ base, now }: RowCell): Change['op'] {
  if (base === null) return 'insert';
  return now === null ? 'delete' : 'update';
}
