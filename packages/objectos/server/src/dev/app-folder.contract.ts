import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { repository } from '../cli-process.contract.ts';

/** A folder for an app that finds the packages of this repository; gone when the test ends. */
export class AppFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'objectos-app-'));

  constructor(context: Pick<TestContext, 'after'>, files: Readonly<Record<string, string>>) {
    context.after(() => rmSync(this.path, { recursive: true, force: true }));
    symlinkSync(join(repository, 'node_modules'), join(this.path, 'node_modules'));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.file(name)), { recursive: true });
    writeFileSync(this.file(name), text);
  }

  /** As many editors save: a file beside it takes its name. */
  replace(name: string, text: string): void {
    writeFileSync(this.file(`${name}~`), text);
    renameSync(this.file(`${name}~`), this.file(name));
  }

  remove(name: string): void {
    rmSync(this.file(name), { recursive: true });
  }
}
