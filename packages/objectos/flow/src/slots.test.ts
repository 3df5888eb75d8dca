import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from './slots.ts';

/** Counts how often it was woken. */
class Waiting {
  woken = 0;
  wake(): void {
    this.woken++;
  }
}

test('no more slots are given than there are', () => {
  const slots = new Slots(3);
  assert.deepEqual([slots.take(2, new Waiting()), slots.take(2, new Waiting()), slots.take(2, new Waiting())], [2, 1, 0]);
});

test('who found none is woken when one is free, the first who waited first, each once', () => {
  const slots = new Slots(1);
  const [first, second, content] = [new Waiting(), new Waiting(), new Waiting()];
  slots.take(1, content);
  for (const each of [first, second, first]) slots.take(1, each);
  slots.take(0, content);
  slots.release();
  assert.deepEqual([first.woken, second.woken], [1, 0]);
  slots.release();
  assert.deepEqual([first.woken, second.woken, content.woken], [1, 1, 0]);
});

test('who has gone is not woken', () => {
  const slots = new Slots(1);
  const gone = new Waiting();
  slots.take(1, new Waiting());
  slots.take(1, gone);
  slots.forget(gone);
  slots.release();
  assert.equal(gone.woken, 0);
});
