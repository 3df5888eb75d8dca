import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mismatchedHeader, paramHeadersIn } from './param-headers.ts';

const schema = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    level: { type: 'integer', 'x-mcp-header': 'Level' },
    place: { type: 'object', properties: { city: { type: 'string', 'x-mcp-header': 'City' } } },
    list: { type: 'array', 'x-mcp-header': 'List', items: { type: 'string' } },
    plain: { type: 'string' },
  },
};
const declared = paramHeadersIn(schema);
const mismatch = (given: unknown, headers: Record<string, string>) => mismatchedHeader(declared, given, new Headers(headers));

test('primitive arguments of a schema that say so have a header, at any depth', () => {
  assert.deepEqual(declared.map(({ path, header }) => [path.join('.'), header]), [['region', 'Mcp-Param-Region'], ['level', 'Mcp-Param-Level'], ['place.city', 'Mcp-Param-City']]);
});

test('a header says what its argument says, as it is or wrapped as base64', () => {
  assert.equal(mismatch({}, {}), undefined);
  assert.equal(mismatch({ region: 'eu', level: 3, place: { city: 'Köln' } }, { 'mcp-param-region': 'eu', 'mcp-param-level': '3.0', 'mcp-param-city': '=?base64?S8O2bG4=?=' }), undefined);
  assert.equal(mismatch({ region: '=?base64?S8O2' }, { 'mcp-param-region': '=?base64?S8O2' }), undefined, 'half wrapped is not wrapped');
});

test('a header that is missing, says something else or cannot be read is a mismatch', () => {
  assert.equal(mismatch({ region: 'eu' }, {}), 'Mcp-Param-Region');
  assert.equal(mismatch({ region: 'eu' }, { 'mcp-param-region': 'us' }), 'Mcp-Param-Region');
  assert.equal(mismatch({ level: 0 }, { 'mcp-param-level': '' }), 'Mcp-Param-Level');
  assert.equal(mismatch({ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8?=' }), 'Mcp-Param-Region', 'padding is missing');
  assert.equal(mismatch({ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }), 'Mcp-Param-Region');
});
