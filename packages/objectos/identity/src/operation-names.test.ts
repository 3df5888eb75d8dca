import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { bothLimits } from './operation-names.ts';
import type { OperationLimit } from './operation-names.ts';

const operations = ['deal.list', 'deal.get', 'dealer.list', 'token.create'];
const anyLimit: fc.Arbitrary<OperationLimit> = fc.option(fc.uniqueArray(fc.constantFrom(...operations, 'deal.*', 'dealer.*', '*')));

function allows(limit: OperationLimit, operation: string): boolean {
  if (limit === null || limit.includes('*') || limit.includes(operation)) return true;
  return limit.includes(`${operation.slice(0, operation.indexOf('.'))}.*`);
}

test('two limits leave exactly what both allow', () => {
  fc.assert(fc.property(anyLimit, anyLimit, (one, other) => {
    for (const operation of operations) assert.equal(allows(bothLimits(one, other), operation), allows(one, operation) && allows(other, operation), operation);
  }));
});
