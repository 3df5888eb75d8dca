import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint, CheckpointStore } from '@objectos/journal';

/** Checkpoints as lines of a file beside the stores, one file per tenant. Copy them elsewhere to hold even against who owns this folder. */
export class FileCheckpoints implements CheckpointStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async append(tenant: string, checkpoint: Checkpoint): Promise<void> {
    await appendFile(this.#file(tenant), `${JSON.stringify(checkpoint)}\n`, { flush: true });
  }

  async list(tenant: string): Promise<readonly Checkpoint[]> {
    const text = await readFile(this.#file(tenant), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    // A last line that a crash cut short says nothing yet.
    const complete = text.slice(0, text.lastIndexOf('\n') + 1);
    return complete.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Checkpoint);
  }

  #file(tenant: string): string {
    return join(this.#folder, `${tenant}.checkpoints.jsonl`);
  }
}
