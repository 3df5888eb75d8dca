import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takesGzip } from './accept-encoding.ts';

test('gzip is taken where the header takes it and takes nothing else rather', () => {
  const taking = ['gzip', 'GZIP', 'x-gzip', 'gzip, deflate, br, zstd', 'br;q=1.0, gzip;q=0.001', 'gzip ; q=0.5', 'gzip;Q=1.000', '*', '*;q=0.1', 'identity;q=0, *', '*;q=0, gzip', 'identity;q=0.5, gzip;q=0.5', ' , gzip', 'identity;q=0, gzip;q=0.2', 'identity;q=oops, gzip;q=0.1'];
  const not = [undefined, '', ' ', 'identity', 'br', 'gzip;q=0', 'gzip;q=0.000', 'gzip;q=0, *', '*;q=0', 'identity;q=0', 'br, identity;q=0', 'identity, gzip;q=0.9', 'identity, *;q=0.9', 'gzipped', 'not-gzip', 'br;gzip', 'gzip;q=2', 'gzip;q=-1', 'gzip;q=0.1234', 'gzip;q=', 'gzip;level=9', 'gzip;q=oops'];
  assert.deepEqual(taking.filter((each) => !takesGzip(each)), []);
  assert.deepEqual(not.filter((each) => takesGzip(each)), []);
});

test('a long header is read in the time of its length', () => {
  const began = performance.now();
  for (const each of [' '.repeat(16_000), `gzip;${' '.repeat(16_000)}q`, ','.repeat(16_000), 'a'.repeat(16_000), `gzip${' '.repeat(16_000)}x`]) assert.equal(takesGzip(each), false);
  assert.ok(performance.now() - began < 1_000);
});
