import type { Json, Key, ObjectDescriptor } from '@objectql/metadata';
import type { AccessBatch, Driver, Lane, Loaded, MigrationExtent, Needs } from './driver.ts';
import { StoreError } from './errors.ts';
import type { Host } from './host.ts';
import type { JournalEntry, JournalHead } from './journal-entry.ts';
import { readTables, rowOf } from './memory-read.ts';
import { MemoryTable } from './memory-table.ts';
import type { ReadPlan, ReadResult } from './read-plan.ts';
import type { Scope } from './scope.ts';
import type { Change } from './unit.ts';

/** What outlives a driver: its durable state, replaced whole at each commit, and the lock on the head. */
export class MemoryDisk {
  tables: ReadonlyMap<string, MemoryTable> = new Map();
  entries: readonly JournalEntry[] = [];
  access: readonly AccessBatch[] = [];
  head: JournalHead | null = null;
  /** Resolves when the last lane that was asked for has ended. */
  lock: Promise<void> = Promise.resolve();
}

export interface MemoryDriverOptions {
  readonly disk?: MemoryDisk;
  /** Waited for wherever a real store would take its time; absent: it answers as soon as a promise can. */
  readonly delay?: () => Promise<void>;
  /** Milliseconds that one read may take; without a limit unless said. */
  readonly readTimeout?: number;
}

/** Where a store can go down: before a load, before an apply, before its commit, or after it and before the answer. */
export type CrashStep = 'load' | 'apply' | 'commit' | 'answer';

/**
 * The reference driver: the contract said in maps. Reads see one committed moment however slow they are, a lane sees
 * itself, and a crash leaves the disk as the last commit left it. Several drivers on one disk are several nodes.
 */
export class MemoryDriver implements Driver {
  readonly name = 'memory';
  readonly #disk: MemoryDisk;
  readonly #delay: () => Promise<void>;
  readonly #readTimeout: number;
  #crashAt: CrashStep | null = null;
  #ended: StoreError | null = null;

  constructor({ disk = new MemoryDisk(), delay = () => Promise.resolve(), readTimeout = Infinity }: MemoryDriverOptions = {}) {
    this.#disk = disk;
    this.#delay = delay;
    this.#readTimeout = readTimeout;
  }

  /** Goes down when it next reaches the step; every later call fails. Reopen by making another driver on the same disk. */
  failAt(step: CrashStep): void {
    this.#crashAt = step;
  }

  /** Ends as a killed process does: what is not committed never was. */
  kill(): void {
    this.#ended ??= new StoreError('STORE_CRASHED');
  }

  async migrate(objects: readonly ObjectDescriptor[], genesis: JournalHead, agree?: (extent: MigrationExtent) => Promise<void>): Promise<void> {
    await this.#locked(async () => {
      const tables = new Map(this.#disk.tables);
      for (const object of objects) tables.set(object.name, migrated(tables.get(object.name), object));
      const same = objects.every((object) => this.#disk.tables.get(object.name)?.object === object);
      await agree?.(same ? 'none' : 'additive');
      this.#disk.tables = tables;
      this.#disk.head ??= genesis;
    });
  }

  async read(plan: ReadPlan, args: readonly Json[], { principal }: Scope): Promise<ReadResult> {
    await this.#pause();
    const { tables } = this.#disk;
    await this.#pause();
    const end = performance.now() + this.#readTimeout;
    const visit = (): void => {
      if (performance.now() > end) throw new StoreError('QUERY_TOO_COSTLY', String(this.#readTimeout));
    };
    return readTables(tables, plan, { args, actor: principal, visit });
  }

  async lane<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    return this.#locked(async () => {
      const lane = new MemoryLane(this.#disk, (step) => this.#reach(step));
      const result = await work(lane);
      await this.#reach('commit');
      lane.commit();
      await this.#reach('answer');
      return result;
    });
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#disk.lock;
    this.#disk.lock = promise;
    try {
      await before;
      await this.#pause();
      return await work();
    } finally {
      resolve();
    }
  }

  async journal(after: number, limit: number): Promise<readonly JournalEntry[]> {
    await this.#pause();
    return this.#disk.entries.filter(({ seq }) => seq > after).slice(0, limit);
  }

  async history({ object, id }: Key, after: number, limit: number): Promise<readonly JournalEntry[]> {
    await this.#pause();
    const found: JournalEntry[] = [];
    for (const entry of this.#disk.entries) {
      if (entry.seq <= after || found.length === limit) continue;
      const changes = entry.changes.filter((change) => change.object === object && change.record === id);
      if (changes.length > 0) found.push({ ...entry, changes });
    }
    return found;
  }

  async head(): Promise<JournalHead> {
    await this.#pause();
    return headOf(this.#disk);
  }

  async appendAccess(batch: AccessBatch): Promise<void> {
    await this.#pause();
    const last = this.#disk.access.at(-1)?.seq ?? 0;
    if (batch.seq !== last + 1) throw new StoreError('STORE_FAILED', '', new Error(`access batch ${batch.seq} after ${last}`));
    this.#disk.access = [...this.#disk.access, batch];
  }

  async accessLog(after: number, limit: number): Promise<readonly AccessBatch[]> {
    await this.#pause();
    return this.#disk.access.filter(({ seq }) => seq > after).slice(0, limit);
  }

  async close(): Promise<void> {
    if (this.#ended === null) await this.#disk.lock;
    this.#ended ??= new StoreError('STORE_CLOSED');
  }

  async #pause(): Promise<void> {
    this.#check();
    await this.#delay();
    this.#check();
  }

  async #reach(step: CrashStep): Promise<void> {
    if (this.#crashAt === step) this.kill();
    await this.#pause();
  }

  #check(): void {
    if (this.#ended !== null) throw this.#ended;
  }
}

class MemoryLane implements Lane {
  readonly #disk: MemoryDisk;
  readonly #reach: (step: CrashStep) => Promise<void>;
  #tables: ReadonlyMap<string, MemoryTable>;
  #entries: readonly JournalEntry[];
  #head: JournalHead;

  constructor(disk: MemoryDisk, reach: (step: CrashStep) => Promise<void>) {
    this.#disk = disk;
    this.#reach = reach;
    this.#tables = disk.tables;
    this.#entries = disk.entries;
    this.#head = headOf(disk);
  }

  get head(): JournalHead {
    return this.#head;
  }

  async load({ keys, holders, references }: Needs): Promise<Loaded> {
    await this.#reach('load');
    return {
      rows: keys.map(({ object, id }) => rowOf(this.#tables, object, id)),
      holders: holders.map(({ object, fields, values }) => this.#tables.get(object)?.holder(fields, values) ?? null),
      references: references.map(({ object, field, equals, atMost }) => this.#tables.get(object)?.referring(field, equals, atMost) ?? []),
    };
  }

  async apply(changes: readonly Change[], entries: readonly JournalEntry[]): Promise<void> {
    await this.#reach('apply');
    const copies = new Map<string, MemoryTable>();
    for (const change of changes) {
      const { object } = change.key;
      const copy = copies.get(object) ?? this.#tables.get(object)?.copy();
      if (copy === undefined) throw new StoreError('OBJECT_NOT_STORED', object);
      copies.set(object, copy);
      copy.apply(change);
    }
    this.#tables = new Map([...this.#tables, ...copies]);
    for (const entry of entries) {
      if (entry.seq !== this.#head.seq + 1) throw new StoreError('STORE_FAILED', '', new Error(`entry ${entry.seq} after ${this.#head.seq}`));
      this.#head = { ...this.#head, seq: entry.seq, hash: entry.hash };
    }
    this.#entries = [...this.#entries, ...entries];
  }

  commit(): void {
    this.#disk.tables = this.#tables;
    this.#disk.entries = this.#entries;
    this.#disk.head = this.#head;
  }
}

/** Waits of 0 to 3 turns, the same for the same seed: what a slow store looks like, without a clock. */
export function seededDelay(seed: number, defer: Host['defer']): () => Promise<void> {
  let state = seed;
  return async () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) % 4_294_967_296;
    for (let turn = (state >>> 28) % 4; turn > 0; turn -= 1) await new Promise<void>((resolve) => defer(resolve));
  };
}

function headOf({ head }: MemoryDisk): JournalHead {
  if (head === null) throw new StoreError('STORE_FAILED', '', new Error('the store was never migrated'));
  return head;
}

/** New fields read null, or their default where they are required; a field that changes its type could lose what it holds and is refused. */
function migrated(table: MemoryTable | undefined, object: ObjectDescriptor): MemoryTable {
  if (table === undefined) return new MemoryTable(object);
  const changed = Object.entries(object.fields).find(([name, { type }]) => (table.object.fields[name]?.type ?? type) !== type);
  if (changed !== undefined && table.rows.size > 0) throw new StoreError('MIGRATION_LOSES_DATA', `${object.name}.${changed[0]}`);
  const fresh = Object.fromEntries(Object.entries(object.fields).map(([name, field]) => [name, field.required === true ? (field.default ?? null) : null]));
  return new MemoryTable(object, table.rows.entries().map(([id, row]) => [id, { ...fresh, ...row }] as const));
}
