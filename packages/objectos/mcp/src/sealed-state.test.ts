import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Platform } from '@objectos/kernel';
import { StateSeal } from './sealed-state.ts';
import { processKeys } from './state-keys.ts';
import type { StateKey, StateKeys } from './state-keys.ts';

let time = 1_000_000;
const platform = {
  now: () => time,
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  randomHex: (bytes: number) => randomBytes(bytes).toString('hex'),
  uuid: () => randomUUID(),
} as unknown as Platform;

const state = { id: 'dialogue-1', memory: { step: 2, secret: 'between us' } };

test('a state comes back as it was sealed, and tells whoever carries it nothing', async () => {
  const seal = new StateSeal(platform, processKeys(platform));
  const sealed = await seal.seal(state, 'clara calls');
  assert.deepEqual(await seal.open(sealed, 'clara calls'), state);
  assert.doesNotMatch(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1'), /between us|dialogue-1/u);
  assert.notEqual(await seal.seal(state, 'clara calls'), sealed, 'never the same twice');
});

test('a state opens for the request alone that it was sealed for', async () => {
  const seal = new StateSeal(platform, processKeys(platform));
  const sealed = await seal.seal(state, 'clara calls');
  assert.equal(await seal.open(sealed, 'vito calls'), null);
  assert.equal(await new StateSeal(platform, processKeys(platform)).open(sealed, 'clara calls'), null, 'nor with another key of the same name');
});

test('a state opens wherever the same keys are, as long as its key is kept', async () => {
  const made: StateKey[] = [{ name: '1', secret: platform.randomHex(32) }];
  const keys: StateKeys = { current: () => Promise.resolve(made[0]!), named: (name) => Promise.resolve(made.find((each) => each.name === name) ?? null) };
  const sealed = await new StateSeal(platform, keys).seal(state, 'clara calls');
  const elsewhere = new StateSeal(platform, keys);
  assert.deepEqual(await elsewhere.open(sealed, 'clara calls'), state);
  made.unshift({ name: '2', secret: platform.randomHex(32) });
  assert.deepEqual(await elsewhere.open(sealed, 'clara calls'), state, 'after the next key has come');
  assert.equal((await elsewhere.seal(state, 'clara calls')).split('.')[0], '2');
  assert.equal(await elsewhere.open(sealed.replace('1.', '2.'), 'clara calls'), null, 'another key does not open it');
  made.pop();
  assert.equal(await elsewhere.open(sealed, 'clara calls'), null);
});

test('a state that was changed anywhere is refused, and so is what never was one', async () => {
  const seal = new StateSeal(platform, processKeys(platform));
  const sealed = await seal.seal(state, 'clara calls');
  for (let index = 0; index < sealed.length; index += 1) {
    const other = sealed[index] === 'A' ? 'B' : 'A';
    assert.equal(await seal.open(sealed.slice(0, index) + other + sealed.slice(index + 1), 'clara calls'), null, `at ${index}`);
  }
  for (const text of ['', '.', 'a.b', `${sealed}-more`, `${sealed}.x`.replace(/^[^.]*/u, ''), 'é.é', 'process.é.é', sealed.split('.')[0] ?? '', sealed.slice(sealed.indexOf('.') + 1)]) assert.equal(await seal.open(text, 'clara calls'), null, text);
});

test('a state is too old after ten minutes', async () => {
  const seal = new StateSeal(platform, processKeys(platform));
  const sealed = await seal.seal(state, 'clara calls');
  time += 10 * 60_000;
  assert.deepEqual(await seal.open(sealed, 'clara calls'), state);
  time += 1;
  assert.equal(await seal.open(sealed, 'clara calls'), null);
});
