import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Fault } from '@objectos/kernel';
import { recordVerbs, routeOf } from './route.ts';

test('each path leads to one route', () => {
  assert.deepEqual(routeOf('/api/v1/data/customer'), { kind: 'collection', object: 'customer' });
  assert.deepEqual(routeOf('/api/v1/data/customer/query'), { kind: 'query', object: 'customer' });
  assert.deepEqual(routeOf('/api/v1/data/customer/batch'), { kind: 'batch', object: 'customer' });
  assert.deepEqual(routeOf('/api/v1/data/customer/a%2Fb'), { kind: 'record', object: 'customer', id: 'a/b' });
  assert.deepEqual(routeOf('/api/v1/data/customer/1/history'), { kind: 'history', object: 'customer', id: '1' });
  assert.deepEqual(routeOf('/api/v1/data/expense/1/approve'), { kind: 'perform', object: 'expense', id: '1', verb: 'approve' });
  assert.deepEqual(routeOf('/api/v1/meta/objects'), { kind: 'meta', object: null });
  assert.deepEqual(routeOf('/api/v1/meta/objects/customer'), { kind: 'meta', object: 'customer' });
  assert.deepEqual(routeOf('/api/v1/auth/tokens'), { kind: 'tokens' });
  assert.deepEqual(routeOf('/api/v1/auth/tokens/a%2Fb'), { kind: 'token', id: 'a/b' });
  assert.deepEqual([routeOf('/api/v1/auth/tokens/'), routeOf('/api/v1/auth/tokens/1/2'), routeOf('/api/v1/auth')], [null, null, null]);
  assert.deepEqual(routeOf('/api/openapi.json'), { kind: 'openapi' });
  assert.deepEqual(routeOf('/health'), { kind: 'health' });
});

test('any object, id and verb come through as they were encoded', () => {
  const name = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(fc.property(name, name, name, (object, id, verb) => {
    const path = `/api/v1/data/${[object, id, verb].map(encodeURIComponent).join('/')}`;
    const route = routeOf(path);
    if (verb === 'history') assert.deepEqual(route, { kind: 'history', object, id });
    else assert.deepEqual(route, recordVerbs.has(verb) ? null : { kind: 'perform', object, id, verb });
  }));
});

test('whatever the path, there is a route, none, or a fault that says which part is malformed', () => {
  fc.assert(fc.property(fc.string().map((text) => `/api/v1/data/${text}`), (path) => {
    try {
      const route = routeOf(path);
      assert.ok(route === null || 'object' in route);
    } catch (error) {
      assert.ok(error instanceof Fault && error.code === 'PATH_MALFORMED', String(error));
    }
  }));
});
