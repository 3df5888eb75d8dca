import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { serverFault } from './errors.ts';

/** Writes what a command was asked for, and the folders that it takes. Throws a `Fault` where this machine does not let it. */
export function writeOut(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw serverFault('FILE_NOT_WRITTEN', { file, reason }, { cause: error });
  }
}
