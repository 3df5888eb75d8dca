import assert from 'node:assert/strict';
import { compilePredicate, parseExpression, sqlOf, sqliteDialect } from '@objectql/expression';
import { defineObject, f } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import type { Target } from '../target.ts';

const owner = defineObject({ name: 'owner', fields: { name: f.text(), limit: f.integer() } });
const thing = defineObject({
  name: 'thing',
  fields: { title: f.text(), amount: f.decimal({ scale: 2 }), count: f.integer(), done: f.boolean(), day: f.date(), at: f.datetime(), kind: f.select(['a', 'b']), tags: f.multiSelect(['x', 'y']), owner: f.lookup('owner') },
});
const env = { object: thing, objects: new Map<string, ObjectDescriptor>([['thing', thing], ['owner', owner]]) };
const row = { id: '1', title: 'Ä', amount: '12.50', count: 3, done: true, day: '2026-02-28', at: '2026-02-28T10:00:00.000Z', kind: 'a', tags: ['x'], owner: 'o' };
const actor = { id: 'ada', kind: 'person', roles: ['clerk'] };

/** Conditions: what is understood can be run and translated; what is not has issues at characters that the text has. */
export function open(): Target {
  return {
    words: ['record.', 'actor.id', 'actor.roles', ' in ', ' && ', ' || ', '!', ' == null', 'has(record.title)', '.startsWith("a")', '.contains(', 'record.owner.limit', '"2026-02-30"', 'timestamp("', 'duration(', '1.0e10', '9223372036854775807', '0x7f', 'b"x"', 'r"\\', '? 1 : 2', '[1, 2]', '{"a": 1}', 'matches("(a+)+$")', 'size('],
    attack(input) {
      const parsed = parseExpression(input, env);
      if (!parsed.ok) {
        assert.ok(parsed.issues.length > 0 && parsed.issues.length <= 50, `${parsed.issues.length} issues`);
        for (const { at, message } of parsed.issues) assert.ok(at.start >= 0 && at.end <= input.length && message.length <= 500, `${at.start} to ${at.end} of ${input.length}`);
        return false;
      }
      compilePredicate(parsed.expr)(row, actor, [], () => null);
      sqlOf(parsed.expr, sqliteDialect({ column: ({ name, via }) => `${via?.field ?? 'thing'}.${name}` }));
      return true;
    },
  };
}
