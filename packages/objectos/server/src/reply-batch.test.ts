import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { ReplyBatch } from './reply-batch.ts';

class Exchanges {
  readonly batch = new ReplyBatch();
  readonly sent: string[] = [];

  /** Requests that are answered in the turn in which they come. */
  answer(...names: readonly string[]): void {
    for (const name of names) this.reply(this.batch.begin(), name);
  }

  reply(turn: number, name: string): void {
    this.batch.send(turn, () => void this.sent.push(name));
  }

  /** Requests that come alone, until the reply to one is held, as it is once in a while: others of its turn are its company. */
  answerUntilHeld(): void {
    for (let count = 1; count < 100 && this.sent.length === count - 1; count++) this.answer('alone');
    this.sent.length = 0;
  }
}

test('the reply to a request that came alone leaves at once', async () => {
  const exchanges = new Exchanges();
  for (const name of ['a', 'b', 'c']) {
    exchanges.answer(name);
    assert.equal(exchanges.sent.at(-1), name);
    await endOfTurn();
  }
});

test('replies to requests of one turn leave together and in order when it ends, and so do those of the next', async () => {
  const exchanges = new Exchanges();
  exchanges.answerUntilHeld();
  exchanges.answer('b', 'c');
  assert.deepEqual(exchanges.sent, []);
  await endOfTurn();
  assert.deepEqual(exchanges.sent, ['alone', 'b', 'c']);
  exchanges.answer('d');
  assert.equal(exchanges.sent.length, 3);
  exchanges.answer('e');
  await endOfTurn();
  assert.deepEqual(exchanges.sent.slice(3), ['d', 'e']);
});

test('a request that was taken for several and came alone is the last whose reply waits', async () => {
  const exchanges = new Exchanges();
  exchanges.answerUntilHeld();
  exchanges.answer('b');
  await endOfTurn();
  exchanges.answer('c');
  assert.equal(exchanges.sent.length, 2);
  await endOfTurn();
  exchanges.answer('d');
  assert.deepEqual(exchanges.sent, ['alone', 'b', 'c', 'd']);
});

test('a reply that is ready in a later turn than its request came leaves at once', async () => {
  const exchanges = new Exchanges();
  exchanges.answerUntilHeld();
  const late = exchanges.batch.begin();
  await endOfTurn();
  exchanges.answer('b');
  exchanges.reply(late, 'late');
  assert.deepEqual(exchanges.sent, ['alone', 'late']);
  await endOfTurn();
  assert.deepEqual(exchanges.sent, ['alone', 'late', 'b']);
});
