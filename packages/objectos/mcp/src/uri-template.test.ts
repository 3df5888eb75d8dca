import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UriTemplate, expandUri } from './uri-template.ts';

const record = new UriTemplate('objectos://records/{object}/{id}');

test('a template finds its variables again, decoded', () => {
  assert.deepEqual(record.variables, ['object', 'id']);
  for (const id of ['c1', 'a/b', 'a b%', 'ü?#', '..']) assert.deepEqual(record.match(record.expand({ object: 'account', id })), { object: 'account', id });
});

test('a variable stands for one whole segment, and nothing around a template is overlooked', () => {
  for (const uri of ['objectos://records/account', 'objectos://records/account/', 'objectos://records/a/b/c', 'objectos://records/a/b?c', 'objectos://records/a/b#c', 'xobjectos://records/a/b', 'objectos://records/a/b\n', 'objectos://records/a/%E0%A4%A', 'objectosX//records/a/b']) assert.equal(record.match(uri), undefined, uri);
});

test('a template without variables is itself alone, character by character', () => {
  const fixed = new UriTemplate('desk://a.b/(c)');
  assert.deepEqual(fixed.match('desk://a.b/(c)'), {});
  assert.equal(fixed.match('desk://aXb/(c)'), undefined);
});

test('what is filled in is encoded, unless the template says that it is a URI already', () => {
  assert.equal(expandUri('x://{a}/{b}', { a: '1/2' }), 'x://1%2F2/');
  assert.equal(expandUri('{+uri}', { uri: 'desk://a/b' }), 'desk://a/b');
});
