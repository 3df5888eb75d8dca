import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresDatabase } from '@objectql/driver-postgres';
import { SqliteDriver, StoreFailure } from '@objectql/driver-sqlite';
import type { Synchronous } from '@objectql/driver-sqlite';
import type { CheckpointStore } from '@objectos/journal';
import type { Driver } from '@objectql/engine';
import { databaseAddress } from './database-address.ts';
import { serverFault } from './errors.ts';
import { FileCheckpoints } from './file-checkpoints.ts';
import { fileAdvice, foreseen } from './operator-text.ts';
import type { CodedError } from './operator-text.ts';

export interface StorageOptions {
  /** The folder of what belongs to this machine: SQLite stores, checkpoints, the control socket. Made where it is not there. */
  readonly data: string;
  readonly synchronous?: Synchronous;
  /** Milliseconds that one read of records may take; 5,000 unless said. */
  readonly readTimeout?: number | undefined;
  /** `postgres://...`: the stores lie there, and other processes may serve them too. Absent: in SQLite files of the folder. */
  readonly database?: string | undefined;
}

/** Where an app's stores lie. */
export interface Storage {
  /** The driver of the store of that name, made where there is none. */
  open(name: string): Promise<Driver>;
  /** The file of the store of that name; null where it is no file. */
  placeOf(name: string): string | null;
  /** Where those of its stores are kept, apart from any other database's. */
  readonly checkpoints: CheckpointStore;
  /** What the operator should know of it. */
  readonly warnings: readonly string[];
  /** When every store is closed. */
  close(): Promise<void>;
}

/** Nobody else at the machine reads the stores, or reaches the control socket, of a folder that is made here. */
const ownerOnly = 0o700;

export async function openStorage({ data, synchronous = 'FULL', readTimeout = 5000, database }: StorageOptions): Promise<Storage> {
  makeFolder(data);
  if (database !== undefined) return postgresStorage({ data, url: database, readTimeout });
  return {
    async open(name) {
      const file = join(data, `${name}.db`);
      try {
        return closingWell(await SqliteDriver.open({ file, synchronous, readTimeout }), file);
      } catch (error) {
        throw named(error, file);
      }
    },
    placeOf: (name) => join(data, `${name}.db`),
    checkpoints: new FileCheckpoints(data),
    warnings: [],
    close: () => Promise.resolve(),
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: ownerOnly });
  } catch (error) {
    throw serverFault('DATA_FOLDER_REFUSED', { folder, reason: (error as NodeJS.ErrnoException).code ?? String(error) }, { cause: error });
  }
}

/** A damaged store fails to close as well, with an error of `node:sqlite` that would hide the first one. */
function closingWell(driver: SqliteDriver, file: string): SqliteDriver {
  const close = driver.close.bind(driver);
  driver.close = () => close().catch((error: unknown) => Promise.reject(named(error, file)));
  return driver;
}

/** Results of SQLite for a file that is damaged, or is no database (https://sqlite.org/rescode.html). */
const damaged: ReadonlySet<number> = new Set([11, 26]);

function named(error: unknown, file: string): unknown {
  const isDamage = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && damaged.has(error.errcode & 0xff);
  const failure = isDamage ? new StoreFailure('STORE_CORRUPT', [], error) : error;
  return isUnnamed(failure, file) ? new StoreUnopened(failure, file) : failure;
}

/** A store that cannot be used, with the file that the driver's own failure does not name. */
class StoreUnopened extends Error {
  readonly code: string;
  readonly category: string;

  constructor(cause: CodedError, file: string) {
    super(`${cause.message} ${fileAdvice(file)}`, { cause });
    this.name = 'StoreUnopened';
    this.code = cause.code;
    this.category = cause.category;
  }
}

function isUnnamed(error: unknown, file: string): error is CodedError {
  const told = foreseen(error);
  return told !== null && told === error && !told.message.includes(file);
}

/** The second wall is the database's own; whoever bypasses it is told. */
const unwalled =
  'The database role of DATABASE_URL bypasses row-level security and may not make the role that is held by it: tenants are kept apart by the predicates of ObjectOS alone. ' +
  'Use a role without BYPASSRLS, or one with CREATEROLE.';

async function postgresStorage({ data, url, readTimeout }: { readonly data: string; readonly url: string; readonly readTimeout: number }): Promise<Storage> {
  const database = await PostgresDatabase.open({ url, readTimeout });
  const { servingRole, ownerIsWalled } = database.wall;
  const checkpoints = new FileCheckpoints(data, databaseAddress(url));
  return {
    open: (name) => Promise.resolve(database.driver(name)),
    placeOf: () => null,
    checkpoints,
    warnings: [...(servingRole === null && !ownerIsWalled ? [unwalled] : []), ...checkpoints.warnings],
    close: () => database.close(),
  };
}
