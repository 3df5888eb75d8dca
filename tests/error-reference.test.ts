import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { statusOf } from '@objectos/protocol';
import type { Category } from '@objectos/protocol';
import { errorCodes } from './error-codes.ts';

const root = `${import.meta.dirname}/..`;
const page = 'docs/reference/errors.md';

interface Row {
  readonly code: string;
  readonly kind: string;
  readonly meaning: string;
}

/** The rows of the page by the heading that they stand under. */
function rowsOf(text: string): ReadonlyMap<string, readonly Row[]> {
  const sections = text.split(/^## /mu).slice(1).map((section): [string, Row[]] => {
    const rows = section.matchAll(/^\| `(?<code>\w+)` \| (?<kind>[^|]*?) \| (?<meaning>[^|]*?) \|$/gmu);
    return [section.slice(0, section.indexOf('\n')).trim(), Array.from(rows, ({ groups }) => ({ code: '', kind: '', meaning: '', ...groups }))];
  });
  return new Map(sections);
}

const documented = rowsOf(readFileSync(`${root}/${page}`, 'utf8'));
const coded = errorCodes(root);

test('the error reference lists the codes of every package, in order, and no others', () => {
  assert.ok(coded.size > 10, 'hardly any package with errors was found');
  for (const [name, codes] of coded) {
    const rows = documented.get(name) ?? [];
    const missing = codes.filter(({ code }) => !rows.some((row) => row.code === code));
    assert.deepEqual(missing.map(({ code, category = 'issue, load, boot or warning' }) => `| \`${code}\` | ${category} | say what it means and what to do |`), [], `${page}, ## ${name}: add these rows`);
    assert.deepEqual(rows.map(({ code }) => code), codes.map(({ code }) => code), `${page}, ## ${name}: codes that are gone, or out of order`);
  }
  assert.deepEqual([...documented.keys()], [...coded.keys()], `${page}: a section for each package with errors, in order`);
});

test('the error reference gives each code the category of its table and the status of that category', () => {
  for (const [name, codes] of coded) {
    for (const { code, category } of codes) {
      const kind = documented.get(name)?.find((row) => row.code === code)?.kind ?? '';
      const expected = category === undefined ? /^(?:issue|load|boot|warning|as answered|\w+ [45]\d\d)$/u : new RegExp(`^${category}(?: ${code === 'METHOD_NOT_ALLOWED' ? 405 : statusOf(category as Category)})?$`, 'u');
      assert.match(kind, expected, `${page}: the kind of ${code} in ## ${name}`);
    }
  }
});

test('every row of the error reference says something', () => {
  for (const { code, meaning } of [...documented.values()].flat()) assert.ok(meaning.length > 15, `${page}: ${code}`);
});
