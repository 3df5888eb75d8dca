import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { walkPage } from './docs/walk-page.ts';

test('the concepts are shown by commands that print what the page says', { timeout: 60_000 }, async () => {
  assert.equal(await walkPage('docs/concepts.md', { server: { command: / start examples/u, last: /\/mcp\n/u } }), 10);
});

test('every idea that the page introduces is in the glossary', () => {
  const introduced = Array.from(prose('concepts').matchAll(/(?<![*\w])\*([a-z][a-z ]*)\*(?![*\w])/gu), ([, idea = '']) => idea);
  const words = new Set(Array.from(prose('glossary').matchAll(/^\| ([^|]+?) \|/gmu)).flatMap(([, row = '']) => row.replaceAll(/[()]/gu, '').split(', ')));
  assert.ok(introduced.length > 20);
  assert.deepEqual(introduced.map((idea) => idea.replace(/(?<!s)s$/u, '')).filter((idea) => !words.has(idea)), []);
});

/** A page without its blocks. */
function prose(page: string): string {
  return readFileSync(`${import.meta.dirname}/../docs/${page}.md`, 'utf8').replaceAll(/^```.*?^```$/gmsu, '');
}
