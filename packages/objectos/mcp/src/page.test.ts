import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageOf, pageSize } from './page.ts';

const named = (names: readonly string[]) => names.map((name) => [name, name.toUpperCase()] as const);
const many = Array.from({ length: pageSize * 2 + 5 }, (_, index) => `é${String(index).padStart(4, '0')}`);

test('a list comes in pages that leave nothing out and repeat nothing', () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = pageOf(named(many), cursor);
    seen.push(...page?.entries ?? []);
    cursor = page?.nextCursor;
    pages += 1;
  } while (cursor !== undefined);
  assert.deepEqual([pages, seen], [3, many.map((name) => name.toUpperCase())]);
  assert.equal(pageOf(named(many.slice(0, pageSize)), undefined)?.nextCursor, undefined, 'a full last page is the last');
});

test('what comes or goes on an earlier page shifts nothing on a later one', () => {
  const cursor = pageOf(named(many), undefined)?.nextCursor;
  const second = pageOf(named(many), cursor)?.entries;
  assert.deepEqual(pageOf(named([...many.slice(3, 50), ...many.slice(51)]), cursor)?.entries, second);
});

test('a cursor that is none of ours is refused', () => {
  for (const cursor of ['', 'x', '!!!!', btoa('other:a'), btoa('%E0%A4%A'), btoa('{"after":1}')]) assert.equal(pageOf(named(['a']), cursor), undefined, cursor);
});
