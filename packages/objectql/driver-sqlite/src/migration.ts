import type { JournalHead, MigrationExtent } from '@objectql/engine';
import { formerNamesAfter, formerNamesIn, planMigration, storedSchema } from '@objectql/engine/sql';
import type { FormerNames, StoredSchema } from '@objectql/engine/sql';
import type { ObjectDescriptor } from '@objectql/metadata';
import type { Connection } from './connection.ts';
import { StoreFailure } from './errors.ts';
import { anchorIndex, fewerAnchors, journalTables } from './journal-table.ts';
import { sqliteMigration } from './sqlite-migration.ts';
import { indexesOf } from './table-layout.ts';
import { unstorable } from './unstorable.ts';

/** The layout of the store's own tables; raised when a program that knows only the old one must not touch it. */
const FORMAT = '3';

/** What takes a store of an older format to this one. */
const upgrades: ReadonlyMap<string, readonly string[]> = new Map([['2', fewerAnchors]]);

/** What the first entry of the store's epoch rests on. */
export type Genesis = Pick<JournalHead, 'epoch' | 'hash'>;

export interface MigrationOptions {
  readonly objects: readonly ObjectDescriptor[];
  /** Counts for a store without an epoch only. */
  readonly genesis: Genesis;
  /** Awaited before the commit; where it rejects, nothing has changed. */
  readonly agree?: ((extent: MigrationExtent) => Promise<void>) | undefined;
}

/** A store that nobody else has a transaction on until the migration is over. */
export interface MigratedStore {
  readonly writer: Connection;
  /** The writer is the store's only connection, so whoever reads would see what is not committed. */
  readonly alone: boolean;
  readonly transact: (work: () => Promise<void>) => Promise<void>;
}

/** The genesis that holds, and what objects were called before. */
export interface Migrated extends Genesis {
  readonly former: FormerNames;
}

/** Makes the store hold these objects, in one transaction: all of it or nothing. A store that has an epoch keeps it. */
export async function migrateStore(store: MigratedStore, { objects, genesis, agree = agreed }: MigrationOptions): Promise<Migrated> {
  const { writer, alone, transact } = store;
  await upgrade(store);
  const meta = readMeta(writer);
  const schema = JSON.stringify(storedSchema(objects, indexesOf));
  if (meta.get('schema') === schema) {
    await agree('none');
    return migratedOf(meta);
  }
  const stored = JSON.parse(meta.get('schema') ?? '[]') as StoredSchema;
  assertStorable(unstorable(objects, writer.traits.fields));
  const { statements, problems, breaking } = await planMigration({ stored, objects, dialect: sqliteMigration(writer) });
  assertStorable(problems);
  const first = meta.size === 0;
  const former = formerNamesAfter(formerNamesIn(meta.get('former')), stored, objects);
  const carryOut = (): void => {
    if (first) writer.execute(`CREATE TABLE _meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;${journalTables}${anchorIndex}`);
    for (const statement of statements) writer.execute(statement);
    if (first) writeMeta(writer, [['format', FORMAT], ['epoch', genesis.epoch], ['genesis', genesis.hash]]);
    writeMeta(writer, [['schema', schema], ['former', former]]);
  };
  const consent = (): Promise<void> => agree(breaking ? 'breaking' : 'additive');
  try {
    if (alone) await rehearsed(transact, carryOut, consent);
    else await transact(() => inTurn(carryOut, consent));
  } finally {
    writer.forgetStatements();
  }
  writer.execute('PRAGMA optimize = 0x10002');
  return { ...first ? genesis : migratedOf(meta), former: formerNamesIn(former) };
}

function assertStorable(problems: readonly string[]): void {
  if (problems.length > 0) throw new StoreFailure('STORE_MIGRATION_REFUSED', [problems.map((problem) => `- ${problem}`).join('\n')]);
}

function agreed(): Promise<void> {
  return Promise.resolve();
}

async function inTurn(carryOut: () => void, consent: () => Promise<void>): Promise<void> {
  carryOut();
  await consent();
}

/** Where reads must not wait for the consent: all of it is done and undone first, and done again once there is consent. Nobody writes in between. */
async function rehearsed(transact: MigratedStore['transact'], carryOut: () => void, consent: () => Promise<void>): Promise<void> {
  const undone = new Error('rehearsed');
  await transact(async () => {
    carryOut();
    throw undone;
  }).catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  await consent();
  await transact(async () => carryOut());
}

/** In a transaction of its own: the tables of the objects are as they were. */
async function upgrade({ writer, transact }: MigratedStore): Promise<void> {
  const statements = upgrades.get(readMeta(writer).get('format') ?? '');
  if (statements === undefined) return;
  await transact(async () => {
    for (const statement of statements) writer.execute(statement);
    writeMeta(writer, [['format', FORMAT]]);
  });
}

function readMeta(writer: Connection): ReadonlyMap<string, string> {
  const names = writer.tables();
  if (names.length === 0) return new Map();
  if (!names.includes('_meta')) throw new StoreFailure('STORE_FORMAT_UNKNOWN', ['of another program', FORMAT]);
  const meta = new Map(writer.all('SELECT key, value FROM _meta').map(([key, value]) => [String(key), String(value)]));
  const format = meta.get('format') ?? 'none';
  if (format !== FORMAT && !upgrades.has(format)) throw new StoreFailure('STORE_FORMAT_UNKNOWN', [format, FORMAT]);
  return meta;
}

function writeMeta(writer: Connection, entries: readonly (readonly [key: string, value: string])[]): void {
  for (const [key, value] of entries) writer.run('INSERT INTO _meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, value);
}

function migratedOf(meta: ReadonlyMap<string, string>): Migrated {
  return { epoch: meta.get('epoch') ?? '', hash: meta.get('genesis') ?? '', former: formerNamesIn(meta.get('former')) };
}
