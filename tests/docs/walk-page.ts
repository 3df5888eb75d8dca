import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fencedBlocks, isOutputOf } from './fenced-blocks.ts';
import type { FencedBlock } from './fenced-blocks.ts';
import { printsAs } from './printed-output.ts';
import { LongCommand, Terminal } from './terminal.ts';
import type { Printed } from './terminal.ts';

const root = `${import.meta.dirname}/../..`;
const printedAddress = 'http://127.0.0.1:4000';

/** Effects follow their event at once and not in the same breath: what is only read may be asked again this often. */
const mostReads = 40;

export interface Walk {
  /** Where to find the server command among the blocks, and what it prints last. */
  readonly server: { readonly command: RegExp; readonly last: RegExp };
  /** What starts it, where the page says more in one line than a test should do. */
  readonly serve?: string;
  /** Variables that the page takes as set once the server runs, from what it printed. */
  variables?(this: void, printed: string): Readonly<Record<string, string>>;
  /** Done once the server runs, in the reader's terminal. */
  meanwhile?(this: void, printed: string, terminal: Terminal): Promise<void>;
  /** Files of the page that must compile, besides running. */
  readonly compile?: readonly string[];
  /** The folder in which the reader stands, removed at the end: a copy of this repository unless given. */
  readonly folder?: string;
}

/**
 * Does what a page says, in a copy of the repository: writes its files, runs its commands in one shell, starts its server,
 * and compares what commands print with the block that follows them. Answers how many commands were run.
 */
export async function walkPage(page: string, walk: Walk): Promise<number> {
  const folder = walk.folder ?? copyOfRepository();
  const terminal = new Terminal(folder);
  const walker = new Walker(folder, terminal, walk);
  try {
    for (const [index, block] of blocksOf(page).entries()) await walker.take(block, blocksOf(page)[index + 1], page);
    await walker.compile();
    return walker.commands;
  } finally {
    await terminal.close();
    await walker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function blocksOf(page: string): readonly FencedBlock[] {
  return fencedBlocks(readFileSync(join(root, page), 'utf8'));
}

/** Everything that the pages touch; packages and dependencies are those of this checkout. */
function copyOfRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'objectos-docs-'));
  for (const name of ['node_modules', 'packages']) symlinkSync(join(root, name), join(folder, name));
  for (const name of ['package.json', 'tsconfig.json']) cpSync(join(root, name), join(folder, name));
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true, filter: (path) => !/\/(?:node_modules|\.objectos|objectos\.types\.ts)$/u.test(path) });
  return folder;
}

class Walker {
  commands = 0;
  readonly #folder: string;
  readonly #terminal: Terminal;
  readonly #walk: Walk;
  #server: LongCommand | undefined;
  #address = printedAddress;

  constructor(folder: string, terminal: Terminal, walk: Walk) {
    this.#folder = folder;
    this.#terminal = terminal;
    this.#walk = walk;
  }

  async take(block: FencedBlock, next: FencedBlock | undefined, page: string): Promise<void> {
    const text = block.text.replaceAll(printedAddress, this.#address);
    if (block.file !== undefined && block.language !== 'bash') return this.#write(block.file, text);
    if (block.language !== 'bash') return;
    const shown = next !== undefined && isOutputOf(next, block) ? next : undefined;
    const output = this.#walk.server.command.test(text) ? await this.#start(this.#walk.serve ?? text) : await this.#run(text, shown, `${page}:${block.line}`);
    this.commands++;
    if (shown !== undefined && !printsAs(shown, output)) assert.equal(output, shown.text, `${page}:${shown.line}: the command printed something else`);
  }

  #write(file: string, text: string): void {
    mkdirSync(dirname(join(this.#folder, file)), { recursive: true });
    writeFileSync(join(this.#folder, file), text);
  }

  async #start(text: string): Promise<string> {
    this.#server = await LongCommand.start(text, this.#folder, this.#walk.server.last);
    const { output } = this.#server;
    this.#address = /http:\/\/127\.0\.0\.1:\d+/u.exec(output)?.[0] ?? printedAddress;
    for (const [name, value] of Object.entries(this.#walk.variables?.(output) ?? {})) await this.#terminal.set(name, value);
    await this.#walk.meanwhile?.(output, this.#terminal);
    return output;
  }

  async #run(text: string, shown: FencedBlock | undefined, where: string): Promise<string> {
    const isAsExpected = ({ output }: Printed): boolean => shown === undefined || printsAs(shown, output);
    let printed = await this.#terminal.run(text);
    const reads = /\baudit\b|curl -s -G|call \w+\.list /u.test(text) ? mostReads : 0;
    for (let left = reads; left > 0 && !isAsExpected(printed); left--) printed = await this.#terminal.run(text);
    const refused = shown === undefined && /urn:objectos:problem|"isError":true|"error":/u.test(printed.output);
    assert.ok(printed.ok && !refused, `${where}: a command failed\n${printed.output}\n${printed.errors}`);
    return printed.output;
  }

  /** Type-checks the files that the walk names, with the options of the workspace. */
  async compile(): Promise<void> {
    const { compile: files = [] } = this.#walk;
    if (files.length === 0) return;
    this.#write('tsconfig.page.json', JSON.stringify({ extends: './tsconfig.json', compilerOptions: { jsx: 'react-jsx' }, include: [], files }));
    const { ok, output } = await this.#terminal.run('npx tsc -p tsconfig.page.json');
    assert.ok(ok, output);
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}
