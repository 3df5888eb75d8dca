import assert from 'node:assert/strict';
import { TRUE, fieldExpr } from '@objectql/expression';
import type { Json, Key, ObjectDescriptor, Row } from '@objectql/metadata';
import type { Driver } from '../driver.ts';
import { openStore } from '../engine-store.ts';
import type { Host } from '../host.ts';
import type { ReadPlan } from '../read-plan.ts';
import type { WriteScope } from '../scope.ts';
import type { Store } from '../store.ts';
import type { Attempt, Check, Command, Outcome, RowView, Unit, Write } from '../unit.ts';
import { allFields, ledgerObjects, rowOf } from './ledger-objects.contract.ts';
import { faultOfChain, plainSealer } from './plain-sealer.contract.ts';
import type { CreateSite, StoreSite } from './store-site.contract.ts';
import { testHost } from './test-host.contract.ts';

export function scopeOf(principal = 'ann'): WriteScope {
  return {
    tenant: 'acme', principal: { id: principal, kind: 'person', roles: ['clerk'] }, time: Date.UTC(2026, 10, 22),
    actors: [], onBehalfOf: null, surface: 'system', operation: 'test.write', requestId: 'r1', version: 'v1',
  };
}

/** An attempt with nothing to decide. */
export function attempt(writes: readonly Write[], rest: { checks?: readonly Check[]; command?: Command; dryRun?: boolean; reply?: Json; by?: string } = {}): Attempt {
  const { checks = [], reply = null, by, command, dryRun } = rest;
  return deciding(() => ({ writes, checks }), { reply, ...(by === undefined ? {} : { by }), ...(command && { command }), ...(dryRun === true && { dryRun }) });
}

/** An attempt that decides over rows. */
export function deciding(decide: (view: RowView) => Unit, rest: { keys?: readonly Key[]; command?: Command; dryRun?: boolean; reply?: Json; by?: string } = {}): Attempt {
  const { keys = [], reply = null, by, command, dryRun } = rest;
  return { scope: scopeOf(by), keys, ...(command && { command }), ...(dryRun === true && { dryRun }), decide: (view) => ({ unit: decide(view), reply }) };
}

export function insert(object: ObjectDescriptor, id: string, given: Readonly<Record<string, Json>> = {}): Write {
  return { op: 'insert', key: { object: object.name, id }, row: rowOf(object, id, given) };
}

export function update(object: ObjectDescriptor, id: string, set: Row, revision?: number): Write {
  return { op: 'update', key: { object: object.name, id }, set, ...(revision === undefined ? {} : { revision }) };
}

export function add(object: ObjectDescriptor, id: string, amounts: Readonly<Record<string, string>>): Write {
  return { op: 'add', key: { object: object.name, id }, add: amounts };
}

export function remove(object: ObjectDescriptor, id: string, revision?: number): Write {
  return { op: 'delete', key: { object: object.name, id }, ...(revision === undefined ? {} : { revision }) };
}

/** The code of a rejection, or `accepted`. */
export function codeOf(outcome: Outcome): string {
  return outcome.accepted ? 'accepted' : outcome.rejection.code;
}

/** Every row with every field, unmasked. */
export function everything(object: ObjectDescriptor): ReadPlan {
  return {
    object, where: TRUE, limit: 1_000_000, cursor: false, count: false,
    columns: allFields(object).map(([name, field]) => ({ name, field, mask: TRUE })),
    order: [{ by: fieldExpr(object, 'id'), descending: false }],
  };
}

/** A store on a site of its own, and what has to be true of it at any time. */
export class Ledger {
  readonly site: StoreSite;
  readonly host: Host;
  driver: Driver;
  store: Store;
  /** What the store holds: another set once a test has taken it there. */
  objects: readonly ObjectDescriptor[] = ledgerObjects;

  private constructor(site: StoreSite, host: Host, opened: { driver: Driver; store: Store }) {
    this.site = site;
    this.host = host;
    this.driver = opened.driver;
    this.store = opened.store;
  }

  /** Runs a test on a fresh ledger and verifies afterwards that it is sound, whatever happened. */
  static async run(createSite: CreateSite, test: (ledger: Ledger) => Promise<void>): Promise<void> {
    const site = await createSite();
    const host = testHost();
    const ledger = new Ledger(site, host, await open(site, host));
    try {
      await test(ledger);
      await ledger.verify();
      await ledger.store.close();
    } finally {
      await site.remove();
    }
  }

  /** Opens again after a kill, with the driver wrapped where a test wants to stand between. */
  async reopen(wrap: (driver: Driver) => Driver = (driver) => driver): Promise<void> {
    ({ driver: this.driver, store: this.store } = await open(this.site, this.host, wrap));
  }

  /** Commits and expects it to be accepted. */
  async write(...writes: Write[]): Promise<void> {
    assert.equal(codeOf(await this.store.commit(attempt(writes))), 'accepted');
  }

  async rows(object: ObjectDescriptor): Promise<Map<string, Row>> {
    const { rows } = await this.store.read(everything(object), [], scopeOf());
    const parsed = rows.map((text) => JSON.parse(text) as Row);
    return new Map(parsed.map((row) => [row['id'] as string, row]));
  }

  async row(object: ObjectDescriptor, id: string): Promise<Row | undefined> {
    return (await this.rows(object)).get(id);
  }

  async tables(): Promise<Map<string, Map<string, Row>>> {
    const tables = new Map<string, Map<string, Row>>();
    for (const object of this.objects) tables.set(object.name, await this.rows(object));
    return tables;
  }

  /** The chain holds without a gap, its changes make the tables, references lead somewhere, unique values are. */
  async verify(): Promise<void> {
    const entries = await this.store.journal(0, 1_000_000);
    assert.equal(faultOfChain(this.host, await this.store.head(), entries), null);
    const tables = await this.tables();
    assert.deepEqual(replayed(this.objects, entries.flatMap(({ changes }) => changes)), tables);
    for (const object of this.objects) verifyRows(object, tables);
  }
}

async function open(site: StoreSite, host: Host, wrap: (driver: Driver) => Driver = (driver) => driver): Promise<{ driver: Driver; store: Store }> {
  const driver = await site.open();
  return { driver, store: await openStore({ driver: wrap(driver), host, sealer: plainSealer(host), objects: ledgerObjects, mark: { version: 'v1', schema: ledgerObjects } }) };
}

type JournalChanges = readonly { readonly op: string; readonly object: string; readonly record: string; readonly before: string | null; readonly after: string | null }[];

/** The tables that a journal makes, each change meeting what it says was before. */
function replayed(objects: readonly ObjectDescriptor[], changes: JournalChanges): Map<string, Map<string, Row>> {
  const tables = new Map(objects.map(({ name }) => [name, new Map<string, Row>()]));
  const fresh = new Map(objects.map((object) => [object.name, rowOf(object, '')]));
  for (const { op, object, record, before, after } of changes) {
    const rows = tables.get(object);
    assert.ok(rows, `the journal speaks of ${object}`);
    const now = rows.get(record);
    const was = before === null ? null : (JSON.parse(before) as Row);
    assert.equal(now === undefined, op === 'insert', `${op} of ${object} ${record}`);
    for (const [name, value] of Object.entries(was ?? {})) assert.deepEqual(now?.[name] ?? null, value, `${object}.${name} before ${op}`);
    if (after === null) rows.delete(record);
    else rows.set(record, { ...fresh.get(object), ...now, ...(JSON.parse(after) as Row) });
  }
  return new Map(tables.entries().map(([name, rows]) => [name, new Map([...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)))]));
}

function verifyRows(object: ObjectDescriptor, tables: ReadonlyMap<string, ReadonlyMap<string, Row>>): void {
  const rows = tables.get(object.name) ?? new Map<string, Row>();
  const unique = [
    ...Object.entries(object.fields).filter(([, field]) => field.unique).map(([name]) => [name]),
    ...object.indexes.filter((index) => index.unique).map(({ fields }) => fields),
  ];
  for (const fields of unique) {
    const values = [...rows.values()].map((row) => fields.map((name) => row[name] ?? null)).filter((each) => !each.includes(null));
    assert.equal(new Set(values.map((each) => JSON.stringify(each))).size, values.length, `${object.name} (${fields.join()}) is unique`);
  }
  for (const [name, field] of Object.entries(object.fields)) {
    if (field.type !== 'lookup') continue;
    for (const row of rows.values()) {
      const id = row[name];
      if (typeof id === 'string') assert.ok(tables.get(field.object)?.has(id), `${object.name}.${name} leads to ${id}`);
    }
  }
}
