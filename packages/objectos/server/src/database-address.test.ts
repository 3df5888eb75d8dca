import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseAddress } from './database-address.ts';

test('an address is host, port and database of the URL, by whichever way it says them, and never who logs in', () => {
  const said: readonly (readonly [string, ReturnType<typeof databaseAddress>])[] = [
    ['postgres://ada:secret@db.example.com:6432/app?sslmode=verify-full', { host: 'db.example.com', port: 6432, database: 'app' }],
    ['postgresql://grace@DB.Example.com/App', { host: 'db.example.com', port: 5432, database: 'App' }],
    ['postgres://[::1]/app', { host: '::1', port: 5432, database: 'app' }],
    ['postgres://ada@%2Fvar%2Frun%2FPostgres/two%20words', { host: '/var/run/Postgres', port: 5432, database: 'two words' }],
    ['postgres:///app?host=/var/run&port=6432', { host: '/var/run', port: 6432, database: 'app' }],
    ['postgres://ada:secret@db.example.com', { host: 'db.example.com', port: 5432, database: 'ada' }],
  ];
  for (const [url, address] of said) assert.deepEqual(databaseAddress(url, {}), address, url);
});

test('what a URL leaves out the environment says, as it does to whoever connects', () => {
  const env = { PGHOST: 'db.example.com', PGPORT: '6432', PGDATABASE: 'app', USER: 'ada' };
  assert.deepEqual(databaseAddress('postgres://', env), { host: 'db.example.com', port: 6432, database: 'app' });
  assert.deepEqual(databaseAddress('postgres://', { USER: 'ada' }), { host: 'localhost', port: 5432, database: 'ada' });
  assert.deepEqual(databaseAddress('postgres://other:5432/own', env), { host: 'other', port: 5432, database: 'own' });
});
