import { hash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint, CheckpointStore } from '@objectos/journal';
import type { DatabaseAddress } from './database-address.ts';

const ending = '.checkpoints.jsonl';
/** What a name of a file tells of the address; a digest of the whole follows. */
const longestAddress = 100;

/**
 * Checkpoints as lines of files in the data folder, one file per tenant and database: `<tenant>.checkpoints.jsonl` of SQLite
 * stores in that folder, `<tenant>.<host>-<port>-<database>-<digest>.checkpoints.jsonl` of a PostgreSQL database. Copy them
 * elsewhere to hold even against who owns this folder.
 *
 * Versions before kept those of databases under the first name as well. Such lines are honoured (decision 24).
 */
export class FileCheckpoints implements CheckpointStore {
  readonly #folder: string;
  readonly #address: DatabaseAddress | null;
  readonly #ending: string;

  /** `address`: of the database that the stores lie in; null where they are files of the folder. */
  constructor(folder: string, address: DatabaseAddress | null = null) {
    this.#folder = folder;
    this.#address = address;
    this.#ending = address === null ? ending : `.${textOf(address)}${ending}`;
  }

  async append(tenant: string, checkpoint: Checkpoint): Promise<void> {
    await this.#takeOver(tenant, checkpoint.epoch);
    await appendFile(this.#file(tenant), `${JSON.stringify(checkpoint)}\n`, { flush: true });
  }

  async list(tenant: string): Promise<readonly Checkpoint[]> {
    const own = await linesOf(this.#file(tenant));
    if (this.#address === null) return own;
    const older = await linesOf(this.#olderFile(tenant));
    return [...(this.#hasFileStore(tenant) ? older.map((each) => ({ ...each, shared: true as const })) : older), ...own];
  }

  /** What the operator should know: a database that moved has to be followed by its checkpoints. */
  get warnings(): readonly string[] {
    if (this.#address === null) return [];
    const others = readdirSync(this.#folder).filter((name) => name.endsWith(ending) && name.indexOf('.') < name.length - ending.length);
    if (others.length === 0 || others.some((name) => name.endsWith(this.#ending))) return [];
    const { host, port, database } = this.#address;
    return [
      `No checkpoint in ${this.#folder} is of the database ${database} at ${host}:${port}, but there are some of databases elsewhere. If this is one of them that has moved, ` +
        `rename its files to <tenant>${this.#ending} before anything is verified: until then nothing vouches for what was written before.`,
    ];
  }

  #file(tenant: string): string {
    return join(this.#folder, tenant + this.#ending);
  }

  #olderFile(tenant: string): string {
    return join(this.#folder, tenant + ending);
  }

  /** A SQLite store of the tenant lies in the folder too: lines under the older name may be its own. */
  #hasFileStore(tenant: string): boolean {
    return existsSync(join(this.#folder, `${tenant}.db`));
  }

  /** Gives a file of the older name, all of one journal, the name of that journal's database. */
  async #takeOver(tenant: string, epoch: string): Promise<void> {
    if (this.#address === null || this.#hasFileStore(tenant) || existsSync(this.#file(tenant))) return;
    const older = await linesOf(this.#olderFile(tenant));
    if (older.length > 0 && older.every((each) => each.epoch === epoch)) await rename(this.#olderFile(tenant), this.#file(tenant));
  }
}

/** Told in letters that every file system keeps apart; what those lose the digest has. */
function textOf({ host, port, database }: DatabaseAddress): string {
  const told = `${host}-${port}-${database}`.toLowerCase().replaceAll(/[^a-z0-9.-]+/gu, '_').slice(0, longestAddress);
  return `${told}-${hash('sha256', JSON.stringify([host, port, database])).slice(0, 12)}`;
}

async function linesOf(file: string): Promise<readonly Checkpoint[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // A last line that a crash cut short says nothing yet.
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  return complete.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Checkpoint);
}
