import type { JournalHead } from '@objectql/engine';
import type { ObjectDescriptor } from '@objectql/metadata';
import type { Connection } from './connection.ts';
import { StoreFailure } from './errors.ts';
import { journalTables } from './journal-table.ts';
import { planMigration } from './migration-plan.ts';
import { storedSchema } from './stored-schema.ts';
import type { StoredSchema } from './stored-schema.ts';

/** The layout of the store's own tables; raised when a program that knows only the old one must not touch it. */
const FORMAT = '2';

/** What the first entry of the store's epoch rests on. */
export type Genesis = Pick<JournalHead, 'epoch' | 'hash'>;

/**
 * Makes the store hold these objects, in one transaction: all of it or nothing. A store that has an epoch keeps it; the
 * genesis that is given counts for a new one only. Answers the genesis that holds.
 */
export function migrateStore(writer: Connection, objects: readonly ObjectDescriptor[], genesis: Genesis): Genesis {
  const meta = readMeta(writer);
  const schema = JSON.stringify(storedSchema(objects));
  if (meta.get('schema') === schema) return genesisOf(meta);
  const stored = JSON.parse(meta.get('schema') ?? '[]') as StoredSchema;
  const { statements, problems } = planMigration(writer, stored, objects);
  if (problems.length > 0) throw new StoreFailure('STORE_MIGRATION_REFUSED', [problems.map((problem) => `- ${problem}`).join('\n')]);
  const first = meta.size === 0;
  writer.execute('BEGIN IMMEDIATE');
  try {
    if (first) writer.execute(`CREATE TABLE _meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;${journalTables}`);
    for (const statement of statements) writer.execute(statement);
    if (first) writeMeta(writer, [['format', FORMAT], ['epoch', genesis.epoch], ['genesis', genesis.hash]]);
    writeMeta(writer, [['schema', schema]]);
    writer.execute('COMMIT');
  } catch (error) {
    if (writer.inTransaction) writer.execute('ROLLBACK');
    throw error;
  } finally {
    writer.forgetStatements();
  }
  writer.execute('PRAGMA optimize = 0x10002');
  return first ? genesis : genesisOf(meta);
}

function readMeta(writer: Connection): ReadonlyMap<string, string> {
  const names = writer.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(([name]) => String(name));
  if (names.length === 0) return new Map();
  if (!names.includes('_meta')) throw new StoreFailure('STORE_FORMAT_UNKNOWN', ['of another program', FORMAT]);
  const meta = new Map(writer.all('SELECT key, value FROM _meta').map(([key, value]) => [String(key), String(value)]));
  const format = meta.get('format') ?? 'none';
  if (format !== FORMAT) throw new StoreFailure('STORE_FORMAT_UNKNOWN', [format, FORMAT]);
  return meta;
}

function writeMeta(writer: Connection, entries: readonly (readonly [key: string, value: string])[]): void {
  for (const [key, value] of entries) writer.run('INSERT INTO _meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, value);
}

function genesisOf(meta: ReadonlyMap<string, string>): Genesis {
  return { epoch: meta.get('epoch') ?? '', hash: meta.get('genesis') ?? '' };
}
