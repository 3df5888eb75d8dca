import assert from 'node:assert/strict';
import { compilePredicate, fieldExpr, filterLimits, parseFilter } from '@objectql/expression';
import { defineObject, f } from '@objectql/metadata';
import type { Json } from '@objectql/metadata';
import type { Target } from '../target.ts';

const thing = defineObject({
  name: 'thing',
  fields: { title: f.text(), amount: f.decimal({ scale: 2 }), count: f.integer(), done: f.boolean(), day: f.date(), kind: f.select(['a', 'b']), tags: f.multiSelect(['x', 'y']), owner: f.lookup('thing') },
});
const expressions = new Map(Object.keys(thing.fields).map((name) => [name, fieldExpr(thing, name)]));
const env = { field: (name: string) => expressions.get(name), names: () => [...expressions.keys()], descriptor: (name: string) => (Object.hasOwn(thing.fields, name) ? thing.fields[name as keyof typeof thing.fields] : undefined) };
const row = { id: '1', title: 'Ä', amount: '12.50', count: 3, done: true, day: '2026-02-28', kind: 'a', tags: ['x'], owner: null };

/** JSON filters: a condition that runs, or issues. */
export function open(): Target {
  return {
    words: ['"$eq":', '"$in":[', '"$and":[', '"$or":[', '"$not":{', '"$between":[', '"$contains":"', '"$null":true', '"title":', '"amount":{"$gt":"1.5"}', '"owner.title":', '"__proto__":', 'null', '1e999', '"9007199254740993"', '{}', '[]'],
    attack(input) {
      const filter = jsonOf(input);
      if (filter === undefined) return false;
      const parsed = parseFilter(filter, env);
      if (parsed.ok) compilePredicate(parsed.expr)(row, { id: 'ada', kind: 'person', roles: [] }, parsed.args, () => null);
      else assert.ok(parsed.issues.length > 0 && parsed.issues.length <= filterLimits.nodes + 1, `${parsed.issues.length} issues`);
      return parsed.ok;
    },
  };
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
