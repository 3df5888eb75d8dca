import assert from 'node:assert/strict';
import test from 'node:test';
import { defineAction } from './define-action.ts';
import { defineApp } from './define-app.ts';
import type { ShapeOf } from './define-app.ts';
import { defineFlow } from './define-flow.ts';
import { defineObject } from './define-object.ts';
import { f } from './field-builders.ts';
import type { Json } from './json.ts';
import type { CreateInputOf, LookupsOf, NameOf, RecordOf, UpdateInputOf } from './record-types.ts';

const customer = defineObject({
  name: 'customer',
  fields: {
    name: f.text({ required: true, max: 160 }),
    segment: f.select(['consumer', 'corporate'], { required: true, default: 'consumer' }),
    size: f.select([{ value: 's', label: 'Small' }, { value: 'l' }]),
    tags: f.multiSelect(['vip', 'late']),
    employees: f.integer({ min: 0 }),
    credit: f.money({ currency: 'USD' }),
    rate: f.decimal({ scale: 4, required: true }),
    active: f.boolean({ default: true }),
    parent: f.lookup('customer'),
    number: f.autonumber('C-{0000}'),
    score: f.integer({ readOnly: true, required: true }),
    extra: f.json(),
  },
  title: 'name',
  indexes: [['segment', '-createdAt'], { fields: ['name'], unique: true }],
});
const expense = defineObject({
  name: 'expense',
  fields: { title: f.text({ required: true }), status: f.select(['open', 'done'], { default: 'open' }), customer: f.lookup('customer', { required: true }) },
});
const expenseReport = defineObject({ name: 'expense_report', fields: { status: f.select(['new', 'old']) } });
const approval = defineFlow({
  name: 'ExpenseApproval',
  initialState: 'open',
  states: { open: { on: { approve: { target: 'done', conditions: [{ role: 'manager' }] }, refuse: [{ target: 'done', conditions: [{ role: 'manager' }] }] } }, done: { actions: ['archive', { notify: 'submitter' }] } },
});
const reportFlow = defineFlow({ name: 'ExpenseReportReview', initialState: 'new', states: { new: { on: { close: { target: 'old', conditions: [{ role: 'manager' }] } } }, old: {} } });
const rename = defineAction({ object: 'customer', name: 'rename', input: { to: f.text({ required: true }), why: f.text() }, writes: ['name'] });
const poke = defineAction({ object: 'customer', name: 'poke' });
const app = defineApp({ objects: [customer, expense, expenseReport], flows: [approval, reportFlow], actions: [rename, poke] });
type Shape = ShapeOf<typeof app>;

/* oxlint-disable typescript/no-unnecessary-type-parameters -- the idiom by which TypeScript compares two types exactly */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<T extends true>(): T | undefined {
  return undefined;
}

test('a record is inferred field by field', () => {
  type R = RecordOf<typeof customer>;
  holds<Same<NameOf<typeof customer>, 'customer'>>();
  holds<Same<R['name'], string>>();
  holds<Same<R['segment'], 'consumer' | 'corporate'>>();
  holds<Same<R['size'], 's' | 'l' | null>>();
  holds<Same<R['tags'], readonly ('vip' | 'late')[] | null>>();
  holds<Same<R['employees'], number | null>>();
  holds<Same<R['credit'], string | null>>();
  holds<Same<R['rate'], string>>();
  holds<Same<R['active'], boolean | null>>();
  holds<Same<R['parent'], string | null>>();
  holds<Same<R['number'], string>>();
  holds<Same<R['extra'], Json>>();
  holds<Same<R['revision'], number>>();
  holds<Same<LookupsOf<typeof customer>, { readonly parent: 'customer' }>>();
  // @ts-expect-error a record is read only
  const write = (record: R) => { record.name = 'x'; };
  // @ts-expect-error no such field
  type Missing = R['nmae'];
  assert.equal(typeof write, 'function');
  assert.ok(({} as { missing?: Missing }).missing === undefined);
});

test('a create must give what is required without a default, and nothing that is not its own', () => {
  type C = CreateInputOf<typeof customer>;
  const least: C = { name: 'Ada', rate: 1.5 };
  const most: C = { id: 'x', name: 'Ada', rate: '1.5', segment: 'corporate', credit: 12, tags: ['vip'], parent: null };
  // @ts-expect-error `rate` is missing
  const lacking: C = { name: 'Ada' };
  // @ts-expect-error required: never null
  const emptied: C = { name: null, rate: 1 };
  // @ts-expect-error no such option
  const strange: C = { name: 'Ada', rate: 1, segment: 'huge' };
  // @ts-expect-error read-only fields are not given
  const readOnly: C = { name: 'Ada', rate: 1, score: 3 };
  // @ts-expect-error nor autonumbers
  const numbered: C = { name: 'Ada', rate: 1, number: 'C-1' };
  // @ts-expect-error nor system fields
  const stamped: C = { name: 'Ada', rate: 1, createdAt: '2026-01-01' };
  assert.ok([least, most, lacking, emptied, strange, readOnly, numbered, stamped].every(Boolean));
});

test('an update names its record and changes some fields', () => {
  type U = UpdateInputOf<typeof customer>;
  const some: U = { id: 'x', revision: 2, segment: 'consumer', credit: null };
  // @ts-expect-error the id is missing
  const nameless: U = { name: 'Ada' };
  // @ts-expect-error a required field is not emptied
  const emptied: U = { id: 'x', rate: null };
  assert.ok([some, nameless, emptied].every(Boolean));
});

test('builders and definitions refuse what they do not know', () => {
  // @ts-expect-error misspelt option
  f.text({ max: 3, requird: true });
  // @ts-expect-error the default is no option
  f.select(['a', 'b'], { default: 'c' });
  // @ts-expect-error money needs a currency
  f.money({ scale: 2 });
  // @ts-expect-error the title is no field
  assert.throws(() => defineObject({ name: 'thing', fields: { name: f.text() }, title: 'nmae' }), /no field "nmae".*Did you mean "name"\?/u);
  // @ts-expect-error the index names no field
  assert.throws(() => defineObject({ name: 'thing', fields: { name: f.text() }, indexes: [['nmae']] }), /object thing \(indexes\[0\]\[0\]\)/u);
  // @ts-expect-error no such state
  assert.throws(() => defineFlow({ name: 'X', initialState: 'b', states: { a: {} } }), /no state "b"/u);
});

test('an app knows objects, the events of their flows and the input of their actions', () => {
  holds<Same<keyof Shape, 'customer' | 'expense' | 'expense_report'>>();
  holds<Same<keyof Shape['expense']['events'], 'approve' | 'refuse'>>();
  holds<Same<keyof Shape['expense_report']['events'], 'close'>>();
  holds<Same<keyof Shape['customer']['events'], never>>();
  holds<Same<keyof Shape['customer']['actions'], 'rename' | 'poke'>>();
  holds<Same<Shape['expense']['lookups'], { readonly customer: 'customer' }>>();
  const input: Shape['customer']['actions']['rename'] = { to: 'x' };
  // @ts-expect-error `to` is missing
  const lacking: Shape['customer']['actions']['rename'] = { why: 'x' };
  const create: Shape['expense']['create'] = { title: 'Taxi', customer: 'c' };
  // @ts-expect-error the flow alone writes its state
  const stated: Shape['expense']['create'] = { title: 'Taxi', customer: 'c', status: 'done' };
  assert.ok([input, lacking, create, stated].every(Boolean));
  assert.deepEqual(app.objects.map((object) => object.name), ['customer', 'expense', 'expense_report']);
  assert.equal(app.flows[0].states['open']?.on['approve']?.[0]?.target, 'done');
});
