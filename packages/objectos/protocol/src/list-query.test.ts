import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Filter } from './filter.ts';
import { encodeListQuery, listParameters } from './list-query.ts';
import type { ListQuery } from './list-query.ts';

interface Expense {
  readonly id: string;
  readonly amount: string | null;
  readonly lines: number;
  readonly status: 'draft' | 'approved';
  readonly billable: boolean | null;
  readonly tags: readonly ('travel' | 'food')[] | null;
}

test('a list query travels as parameters: filter as JSON, names joined by commas', () => {
  const query: ListQuery<Expense, 'customer'> = {
    filter: { status: { $in: ['draft', 'approved'] }, amount: { $gte: '12.50' } }, sort: ['-amount', 'id'], fields: ['id', 'amount'],
    expand: ['customer'], limit: 10, cursor: 'a b&c', count: true,
  };
  const sent = new URLSearchParams(encodeListQuery(query).toString());
  assert.deepEqual(Object.fromEntries(sent), {
    filter: '{"status":{"$in":["draft","approved"]},"amount":{"$gte":"12.50"}}', sort: '-amount,id', fields: 'id,amount', expand: 'customer',
    limit: '10', cursor: 'a b&c', count: 'true',
  });
  assert.deepEqual([...sent.keys()], [...listParameters]);
});

test('what a query leaves out is not sent, and what it says as false is', () => {
  assert.equal(encodeListQuery({}).toString(), '');
  assert.equal(encodeListQuery<Expense, never>({ sort: '-amount', count: false }).toString(), 'sort=-amount&count=false');
});

test('a member that is no parameter travels too, so that the server can name the slip', () => {
  const slip: object = { filtr: { status: 'draft' }, limit: 1 };
  assert.equal(decodeURIComponent(encodeListQuery(slip).toString()), 'limit=1&filtr={"status":"draft"}');
});

test('filters are typed by the values of their fields', () => {
  const good: Filter<Expense>[] = [
    { status: 'draft' }, { amount: null }, { amount: { $between: ['1', '2'] } }, { lines: { $gt: 3, $ne: 5 } }, { billable: { $ne: true } },
    { tags: { $contains: 'food' } }, { $or: [{ status: 'draft' }, { $not: { id: { $startsWith: 'a' } } }] }, { amount: { $null: true } },
  ];
  const bad: Filter<Expense>[] = [
    // @ts-expect-error not a value of the field
    { status: 'open' },
    // @ts-expect-error not a field
    { total: 1 },
    // @ts-expect-error booleans have no order
    { billable: { $gt: false } },
    // @ts-expect-error numbers are no text
    { lines: { $startsWith: '1' } },
    // @ts-expect-error not one of the options
    { tags: { $contains: 'drink' } },
    // @ts-expect-error not an operator
    { lines: { $above: 1 } },
    // @ts-expect-error an inner filter is typed as the outer
    { $and: [{ lines: 'many' }] },
  ];
  const loose: Filter = { anything: { $gt: 1 }, $and: [{ other: 'x' }] };
  // @ts-expect-error only fields can be sorted by
  const sorted: ListQuery<Expense> = { sort: '-total' };
  assert.equal([...good, ...bad, loose, sorted].length, 17);
});
