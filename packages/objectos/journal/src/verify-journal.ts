import type { Host, JournalEntry, JournalHead, Store } from '@objectql/engine';
import { accessGenesis, hashOfBatch } from './access-format.ts';
import { speaksOf } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import { genesisOf } from './entry-format.ts';
import { finding, findTampering } from './find-tampering.ts';
import { JournalScan } from './journal-scan.ts';
import type { Finding, JournalVerdict } from './journal-verdict.ts';
import { HistoryCheck } from './verify-history.ts';
import { RowCheck } from './verify-rows.ts';
import type { VerifiedRows } from './verify-rows.ts';

const pageSize = 500;
const mostFindings = 100;

export interface VerifyOptions {
  readonly store: Pick<Store, 'journal' | 'head' | 'accessLog' | 'history'> & Partial<Pick<Store, 'read'>>;
  readonly host: Host;
  /** In any order. Without them a cut tail and a chain that was rewritten whole cannot be found. */
  readonly checkpoints?: readonly Checkpoint[];
  /** Every object of the store, to hold its rows against the journal. Without them the journal is verified, and no row. */
  readonly rows?: VerifiedRows;
}

/**
 * Reads the whole journal, the histories, the rows and the access stream of a store and names what was done to them. The
 * entries committed while it reads may be read or not. Erased payloads are no finding.
 */
export async function verifyJournal({ store, host, checkpoints = [], rows }: VerifyOptions): Promise<JournalVerdict> {
  const head = await store.head();
  const scan = new JournalScan(host);
  const marks = new CheckpointMarks(checkpoints);
  const histories = new HistoryCheck();
  for await (const entry of entriesOf(store)) {
    scan.read(entry);
    marks.read(entry);
    if (entry.seq <= head.seq) histories.read(entry);
  }
  const access = await verifyAccess(store, host);
  const chain = findTampering(scan);
  const marked = marks.judge({ scan, head, chain });
  const entries = [...chain, ...headFindings(head, scan, host), ...marked.findings];
  // Where entries are damaged, histories that miss them add nothing.
  const hidden = entries.length === 0 ? await histories.findings(store, head.seq, rowCheck(store, rows)) : [];
  const findings = [...entries, ...hidden, ...access.findings].slice(0, mostFindings);
  return {
    ok: findings.length === 0,
    entries: scan.entries,
    erased: scan.erased,
    accessBatches: access.batches,
    epochs: scan.epochs,
    head: scan.last === undefined ? head : { seq: scan.last.seq, epoch: scan.last.epoch, hash: scan.last.hash },
    checkpoint: marked.newest,
    findings,
  };
}

function rowCheck(store: VerifyOptions['store'], rows: VerifiedRows | undefined): RowCheck | null {
  const { read } = store;
  if (rows === undefined || read === undefined) return null;
  return new RowCheck({ history: (...asked) => store.history(...asked), read: (...asked) => read.apply(store, asked) }, rows);
}

async function* entriesOf(store: Pick<Store, 'journal'>): AsyncGenerator<JournalEntry> {
  let after = 0;
  for (;;) {
    const page = await store.journal(after, pageSize);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.seq;
  }
}

/** The store's own note of where it stands may know of entries that are gone. */
function headFindings(head: JournalHead, scan: JournalScan, host: Host): readonly Finding[] {
  const last = scan.last?.seq ?? 0;
  if (head.seq > last) return [cut(last + 1, head.seq)];
  if (scan.last === undefined && head.hash !== genesisOf(host, head.epoch)) return [finding('changed', 0)];
  return [];
}

function cut(first: number, last: number): Finding {
  const count = last - first + 1;
  return { kind: 'cut', stream: 'journal', seq: first, last, message: `The last ${count === 1 ? 'entry is' : `${count} entries are`} gone: ${first === last ? first : `${first} to ${last}`}.` };
}

/** Holds checkpoints against the entries that they speak of, as they are read. Of which epochs a journal is, is known when all are. */
class CheckpointMarks {
  readonly #all: readonly Checkpoint[];
  readonly #bySeq = new Map<number, Checkpoint[]>();
  readonly #wrong: { readonly checkpoint: Checkpoint; readonly epochNow: string }[] = [];

  constructor(checkpoints: readonly Checkpoint[]) {
    this.#all = checkpoints;
    for (const each of checkpoints) if (each.seq > 0) this.#bySeq.set(each.seq, [...(this.#bySeq.get(each.seq) ?? []), each]);
  }

  read({ seq, hash, header }: JournalEntry): void {
    const marks = this.#bySeq.get(seq);
    if (marks === undefined) return;
    for (const checkpoint of marks) {
      if (checkpoint.hash !== hash) this.#wrong.push({ checkpoint, epochNow: epochIn(header) });
    }
  }

  /** The newest that speaks of the journal that was read, and what they found. */
  judge({ scan, head, chain }: { readonly scan: JournalScan; readonly head: JournalHead; readonly chain: readonly Finding[] }): { readonly newest: number | null; readonly findings: readonly Finding[] } {
    const epochs = new Set([head.epoch, ...scan.epochs.map(({ epoch }) => epoch)]);
    const seqs = this.#all.filter((each) => speaksOf(each, epochs)).map(({ seq }) => seq);
    const newest = seqs.length === 0 ? null : Math.max(...seqs);
    const last = scan.last?.seq ?? 0;
    const findings: Finding[] = [];
    if ((newest ?? 0) > last) findings.push(cut(last + 1, newest ?? 0));
    const wrong = this.#wrong.find(({ checkpoint }) => speaksOf(checkpoint, epochs));
    // Where the chain is damaged already, a checkpoint that disagrees adds nothing.
    if (wrong !== undefined && chain.length === 0) findings.push(disagreement(wrong.checkpoint, wrong.epochNow, scan));
    return { newest, findings };
  }
}

function disagreement({ seq, epoch, at }: Checkpoint, epochNow: string, scan: JournalScan): Finding {
  const began = scan.epochs.findLast((each) => each.epoch === epochNow && each.from <= seq);
  if (epoch !== epochNow && began !== undefined && began.from > 1) {
    return { kind: 'restored', stream: 'journal', seq: began.from, last: seq, message: `A restore replaced entries ${began.from} to ${seq}, which the checkpoint of ${at} saw.` };
  }
  return { kind: 'rewritten', stream: 'journal', seq, message: `Entry ${seq} is not the one that the checkpoint of ${at} saw: the chain up to it was rewritten.` };
}

function epochIn(header: string): string {
  const found = /"epoch":"(?<epoch>[^"]*)"/u.exec(header);
  return found?.groups?.['epoch'] ?? '';
}

async function verifyAccess(store: Pick<Store, 'accessLog'>, host: Host): Promise<{ batches: number; findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  let previous = { seq: 0, hash: accessGenesis(host) };
  let batches = 0;
  for (;;) {
    const page = await store.accessLog(previous.seq, pageSize);
    for (const batch of page) {
      if (batch.seq !== previous.seq + 1) findings.push(finding('removed', previous.seq + 1, batch.seq - 1, 'access'));
      else if (hashOfBatch(host, previous.hash, batch.text) !== batch.hash) findings.push(finding('changed', batch.seq, batch.seq, 'access'));
      previous = batch;
      batches++;
    }
    if (page.length < pageSize) return { batches, findings };
  }
}
