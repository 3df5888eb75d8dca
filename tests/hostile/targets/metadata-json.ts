import assert from 'node:assert/strict';
import { parseMetadataJson } from '@objectql/metadata';
import type { Target } from '../target.ts';

/** JSON metadata of every kind. */
export function open(): Target {
  return {
    words: ['"kind":"object"', '"kind":"role"', '"kind":"action"', '"fields":{', '"type":"text"', '"type":"lookup"', '"type":"select","options":["a"]', '"rules":[', '"holds":"record.a < 5"', '"__proto__":{}', '"indexes":[["a"]]', '"required":true', '"default":', '1e999', '\\u0000', '\\ud800'],
    attack(input) {
      let understood = false;
      for (const file of ['x.json', 'x.object.json', 'x.flow.json', 'x.role.json']) {
        const checked = parseMetadataJson(input, file);
        assert.ok(checked.ok || checked.issues.length > 0, 'refused without a reason');
        understood ||= checked.ok;
      }
      assert.equal(({} as { polluted?: unknown }).polluted, undefined, 'the prototype of all objects was written to');
      return understood;
    },
  };
}
