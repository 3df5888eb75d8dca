import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FALSE, TRUE } from '@objectql/expression';
import type { Expr } from '@objectql/expression';
import { compileAccess, deniedBy } from './compile-access.ts';
import type { Clause } from './compile-access.ts';

// The parser lets no constant unknown through, but simplifying may find one: it must never be taken for false.
const unknown: Expr = { kind: 'literal', type: 'null', value: null };

function clause(when: Expr, ...fields: readonly string[]): Clause {
  return { when, condition: JSON.stringify(when), fields: fields.length === 0 ? null : new Set(fields) };
}

function compile(allows: readonly Clause[], denies: readonly Clause[]) {
  return compileAccess({ object: 'deal', verb: 'read', allows, denies, fields: ['title', 'note'], always: ['id'] });
}

test('a deny that is unknown whatever the record denies every record', () => {
  assert.equal(deniedBy([clause(unknown)]), TRUE);
  assert.equal(compile([clause(TRUE)], [clause(unknown)]), undefined);
  assert.equal(compile([clause(TRUE)], [clause(unknown, 'note')])?.fields.has('note'), false);
});

test('an allow that is unknown whatever the record allows none', () => {
  assert.equal(compile([clause(unknown)], []), undefined);
  assert.equal(compile([clause(TRUE, 'title'), clause(unknown)], [])?.fields.has('note'), false);
});

test('nothing is denied where nobody denies', () => {
  assert.equal(deniedBy([]), FALSE);
  assert.equal(compile([clause(TRUE)], [clause(FALSE)])?.rows, TRUE);
});
