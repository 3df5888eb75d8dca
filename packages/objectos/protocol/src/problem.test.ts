import assert from 'node:assert/strict';
import { test } from 'node:test';
import { categoryOf, statusOf, titleOf } from './category.ts';
import type { Category } from './category.ts';
import { ObjectosError, errorFrom } from './objectos-error.ts';
import { isProblem, problemOf } from './problem.ts';

const statuses: Readonly<Record<Category, number>> = {
  malformed: 400, invalid: 422, stale: 412, too_large: 413, unsupported: 415, unauthenticated: 401, forbidden: 403, not_found: 404,
  conflict: 409, locked: 423, limited: 429, unavailable: 503, internal: 500,
};

test('each category has its own status and title, and a status leads back to its category', () => {
  const categories = Object.keys(statuses) as Category[];
  assert.deepEqual(categories.map(statusOf), Object.values(statuses));
  assert.deepEqual(categories.map((each) => categoryOf(statusOf(each))), categories);
  assert.equal(new Set(categories.map(titleOf)).size, categories.length);
  assert.deepEqual([405, 408, 417, 418, 431, 502, 504, 599].map(categoryOf), ['malformed', 'unavailable', 'unsupported', 'malformed', 'too_large', 'unavailable', 'unavailable', 'internal']);
});

test('a problem says what the fault says to the caller, and nothing of its cause', () => {
  const issue = { path: 'amount', code: 'FIELD_INVALID', message: 'Too many digits.', hint: 'Give at most two.' };
  const fault = Object.assign(new Error('One thing is wrong.', { cause: new Error('secret') }), {
    code: 'INPUT_INVALID', category: 'invalid' as const, details: { path: 'amount', hint: 'Give at most two.', issues: [issue] },
  });
  assert.deepEqual(problemOf(fault, 'r1'), {
    type: 'urn:objectos:problem:INPUT_INVALID', title: 'Against the rules of the data', status: 422, code: 'INPUT_INVALID',
    message: 'One thing is wrong.', path: 'amount', hint: 'Give at most two.', requestId: 'r1', issues: [issue],
  });
});

test('members that say nothing are left out of a problem', () => {
  const problem = problemOf({ code: 'RECORD_NOT_FOUND', category: 'not_found', message: 'No such record.', details: { issues: [] } }, 'r2');
  assert.deepEqual(Object.keys(problem), ['type', 'title', 'status', 'code', 'message', 'requestId']);
});

test('a problem that travelled becomes an error that carries all of it', () => {
  const sent = problemOf({ code: 'REVISION_STALE', category: 'stale', message: 'Changed.', details: { hint: 'Read it again.' } }, 'r3');
  const error = errorFrom(JSON.parse(JSON.stringify(sent)));
  assert.ok(error instanceof ObjectosError && error instanceof Error);
  const { name, code, category, status, message, hint, path, issues, requestId } = error;
  assert.deepEqual({ name, code, category, status, message, hint, path, issues, requestId }, {
    name: 'ObjectosError', code: 'REVISION_STALE', category: 'stale', status: 412, message: 'Changed.', hint: 'Read it again.',
    path: undefined, issues: [], requestId: 'r3',
  });
});

test('an answer that is no problem is an error that says so, with its status', () => {
  for (const body of ['<html>', null, undefined, 7, [], {}, { code: 'X', message: 'y', status: '404', requestId: '' }]) {
    assert.equal(isProblem(body), false);
    const { code, status, category, message } = errorFrom(body, 503);
    assert.deepEqual({ code, status, category }, { code: 'RESPONSE_UNEXPECTED', status: 503, category: 'unavailable' });
    assert.match(message, /503/u);
  }
});
