import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fencedBlocks, isOutputOf } from './docs/fenced-blocks.ts';
import type { FencedBlock } from './docs/fenced-blocks.ts';
import { linked, pages, records, walkedPages } from './docs/pages.ts';
import type { Page } from './docs/pages.ts';

const root = join(import.meta.dirname, '..');
const walked = walkedPages();

/** Blocks that a test takes by itself, and the word in that test by which it is found. */
const taken: readonly { readonly page: string; readonly begins: string; readonly test: string; readonly word: string }[] = [
  { page: 'docs/reference/mcp.md', begins: '{ "mcpServers"', test: 'tests/reference.test.ts', word: 'mcpServers' },
];

/** Whether something is done with a block: `text` alone, or no language, says that it is an illustration. */
function isHeld(page: Page, block: FencedBlock, before: FencedBlock | undefined): boolean {
  if (block.source !== undefined) return true;
  if (['', 'text'].includes(block.language) && block.file === undefined) return true;
  if (taken.some(({ page: path, begins }) => path === page.path && block.text.startsWith(begins))) return true;
  return walked.has(page.path) && (block.file !== undefined || block.language === 'bash' || isOutputOf(block, before));
}

test('every block of every page is written, run or compared by a test, or says by its language that it is an illustration', () => {
  const idle = pages().flatMap((page) => {
    const blocks = fencedBlocks(page.text);
    return blocks.filter((block, at) => !isHeld(page, block, blocks[at - 1])).map(({ line, language }) => `${page.path}:${line} (${language})`);
  });
  assert.deepEqual(idle, [], 'nobody runs these: let a test walk the page, name the file that it is ("`path`:") or is part of ("[text](path):"), or mark it as `text`');
});

test('every fence of every page is one that the tests see', () => {
  for (const { path, text } of pages()) assert.equal(text.match(/^ *(?:```|~~~)/gmu)?.length ?? 0, 2 * fencedBlocks(text).length, `${path}: a fence begins its line, and its language is one word`);
});

test('a block that is taken by a test of its own is there, and so is the test', () => {
  for (const { page, begins, test: path, word } of taken) {
    assert.ok(fencedBlocks(readFileSync(join(root, page), 'utf8')).some(({ text }) => text.startsWith(begins)), `${page}: ${begins}`);
    assert.ok(readFileSync(join(root, path), 'utf8').includes(word), `${path}: ${word}`);
  }
});

test('a block that is part of a file says what stands there, in order; only what follows a line ... may stand further on', () => {
  for (const { path, text } of pages()) {
    for (const { source, line, text: part } of fencedBlocks(text)) {
      if (source === undefined) continue;
      const whole = trimmed(readFileSync(join(root, linked(path, source)), 'utf8'));
      let from = 0;
      for (const run of trimmed(part).split('\n...\n')) {
        const at = `\n${whole}\n`.indexOf(`\n${run}\n`, from);
        assert.ok(at >= 0, `${path}:${line}: ${source} does not say, or not in this order:\n${run}`);
        from = at + run.length;
      }
    }
  }
});

/** Lines without their indentation: a page shows a part further to the left. */
function trimmed(text: string): string {
  return text.trim().replaceAll(/^[ \t]+|[ \t]+$/gmu, '');
}

test('the index of the documents leads to every page', () => {
  const index = readFileSync(join(root, 'docs/README.md'), 'utf8');
  const led = new Set(Array.from(index.matchAll(/\]\(([^)#\s]+)\)/gu), ([, link = '']) => linked('docs/README.md', link)));
  assert.deepEqual(pages().map(({ path }) => path).filter((path) => !['README.md', 'docs/README.md'].includes(path) && !led.has(path)), []);
});

test('every script of npm that a page names is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly scripts: object };
  const named = [...pages(), ...records()].flatMap(({ path, text }) => Array.from(text.matchAll(/npm run (\w+)/gu), ([, script = '']) => ({ path, script })));
  assert.ok(named.length > 0);
  assert.deepEqual(named.filter(({ script }) => !Object.hasOwn(scripts, script)), []);
});

test('every link within the repository leads to a file, and to a heading of it', () => {
  const broken = [...pages(), ...records()].flatMap(({ path, text }) => {
    const prose = text.replaceAll(/^```.*?^```$/gmsu, '').replaceAll(/`[^`\n]*`/gu, '');
    return Array.from(prose.matchAll(/\]\((?!https?:)([^)\s]+)\)/gu), ([, link = '']) => link).filter((link) => !leads(path, link)).map((link) => `${path}: ${link}`);
  });
  assert.deepEqual(broken, []);
});

function leads(page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = join(root, file === '' ? page : linked(page, file));
  return existsSync(target) && (anchor === undefined || headingsOf(readFileSync(target, 'utf8')).includes(anchor));
}

/** The anchors of a page's headings, as GitHub makes them. */
function headingsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gmu), ([, heading = '']) => heading.toLowerCase().replaceAll(/[^\w\s-]/gu, '').replaceAll(' ', '-'));
}
