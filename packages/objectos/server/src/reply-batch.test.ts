import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { ReplyBatch } from './reply-batch.ts';

class Sent {
  readonly names: string[] = [];
  readonly #batch = new ReplyBatch();

  add(...names: readonly string[]): void {
    for (const name of names) this.#batch.add(() => void this.names.push(name));
  }

  /** Until one is held, as one in a while is: others that are ready in its turn are its company. */
  addUntilHeld(): void {
    for (let count = 1; count < 100 && this.names.length === count - 1; count++) this.add('alone');
    this.names.length = 0;
  }
}

test('a reply that is alone leaves at once', async () => {
  const sent = new Sent();
  for (const name of ['a', 'b', 'c']) {
    sent.add(name);
    assert.equal(sent.names.at(-1), name);
    await endOfTurn();
  }
});

test('replies that are ready in one turn leave together and in order when it ends, and so do those of the next', async () => {
  const sent = new Sent();
  sent.addUntilHeld();
  sent.add('b', 'c');
  assert.deepEqual(sent.names, []);
  await endOfTurn();
  assert.deepEqual(sent.names, ['alone', 'b', 'c']);
  sent.add('d');
  assert.equal(sent.names.length, 3);
  sent.add('e');
  await endOfTurn();
  assert.deepEqual(sent.names.slice(3), ['d', 'e']);
});

test('a reply that waited for company and had none is the last that waits', async () => {
  const sent = new Sent();
  sent.addUntilHeld();
  sent.add('b');
  await endOfTurn();
  sent.add('c');
  await endOfTurn();
  sent.names.length = 0;
  sent.add('d');
  assert.deepEqual(sent.names, ['d']);
});

test('what is added while others leave is held for the next turn, or leaves alone', async () => {
  const batch = new ReplyBatch();
  const names: string[] = [];
  for (let count = 0; names.length === count; count++) batch.add(() => void names.push('alone'));
  batch.add(() => batch.add(() => void names.push('later')));
  names.length = 0;
  await endOfTurn();
  assert.deepEqual(names, ['alone']);
  await endOfTurn();
  assert.deepEqual(names, ['alone', 'later']);
});
