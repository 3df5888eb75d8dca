import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createAppHost } from './app-host.ts';
import type { RunningApp } from './compose.ts';

/** What a long task writes of itself, as much at a time as was written at once. */
function written(t: TestContext, isTTY: boolean): readonly string[] {
  const texts: string[] = [];
  const { stderr } = process;
  const before = Object.getOwnPropertyDescriptor(stderr, 'isTTY');
  Object.defineProperty(stderr, 'isTTY', { value: isTTY, configurable: true });
  const write = t.mock.method(stderr, 'write', (text: string) => texts.push(text) > 0);
  const progress = createAppHost({} as RunningApp, '').progress('Sales', 300);
  for (let made = 0; made < 300; made++) progress.advance(1);
  progress.done();
  write.mock.restore();
  if (before === undefined) delete (stderr as { isTTY?: boolean }).isTTY;
  else Object.defineProperty(stderr, 'isTTY', before);
  return texts;
}

test('on a terminal a long task draws a bar in place, as often as it grows, and leaves one line', (t) => {
  const texts = written(t, true);
  const bars = texts.filter((text) => text.startsWith('\rSales ['));
  assert.equal(bars.length, 31);
  assert.equal(bars[0], `\rSales [${'.'.repeat(30)}] 1/300`);
  assert.equal(bars[15], `\rSales [${'#'.repeat(15)}${'.'.repeat(15)}] 150/300`);
  assert.equal(bars.at(-1), `\rSales [${'#'.repeat(30)}] 300/300`);
  assert.match(texts.at(-1) ?? '', /^Sales: 300 records in \d+\.\d s\n$/u);
});

test('elsewhere a long task writes one line at its end', (t) => {
  const texts = written(t, false);
  assert.equal(texts.length, 1);
  assert.match(texts[0] ?? '', /^Sales: 300 records in \d+\.\d s\n$/u);
});
