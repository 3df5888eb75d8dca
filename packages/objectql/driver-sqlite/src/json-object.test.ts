import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { jsonObject } from './json-object.ts';
import type { SqlMember } from './json-object.ts';

const few = { fields: 9, functionArguments: 7, altersNotNull: false };

test('an object with more members than a function takes is the same object, in the same order', () => {
  const members = Array.from({ length: 10 }, (_, place): SqlMember => [`m.${place} "`, ['NULL', `json('[1]')`, `json('true')`, String(place)][place % 4] ?? '']);
  const database = new DatabaseSync(':memory:');
  for (let length = 1; length <= members.length; length += 1) {
    const taken = members.slice(0, length);
    const [text] = database.prepare(`SELECT ${jsonObject(taken, few)}`, { returnArrays: true }).get() as unknown as string[];
    const values = [null, [1], true];
    assert.equal(text, JSON.stringify(Object.fromEntries(taken.map(([name], place) => [name, place % 4 === 3 ? place : values[place % 4]]))));
  }
});

test('no call has more arguments than there may be', () => {
  const sql = jsonObject(Array.from({ length: 8 }, (_, place): SqlMember => [`m${place}`, '1']), few);
  assert.equal(sql, `json_insert(json_insert(json_object('m0', 1, 'm1', 1, 'm2', 1), '$."m3"', 1, '$."m4"', 1, '$."m5"', 1), '$."m6"', 1, '$."m7"', 1)`);
});
