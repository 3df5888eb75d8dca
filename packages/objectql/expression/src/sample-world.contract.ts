import type { FieldDescriptor, Json, ObjectDescriptor, Row } from '@objectql/metadata';
import * as fc from 'fast-check';
import type { Actor, ExpressionEnv, ExprType } from './index.ts';

/** Two objects, their rows and callers, made of few values that are hard to get right, so that random conditions often meet. */

type Shape = Readonly<Record<string, Readonly<Record<string, Json>> & { readonly type: FieldDescriptor['type'] }>>;

function objectOf(name: string, fields: Shape): ObjectDescriptor {
  const described = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, { id: `${name}.${key}`, ...field }]));
  return {
    kind: 'object', id: name, name, plural: `${name}s`, label: name, fields: described as unknown as ObjectDescriptor['fields'],
    indexes: [], rules: [], audit: { reads: 'none' },
  };
}

export const options = ['open', 'closed', 'approved'];
const select = { type: 'select', options: options.map((value) => ({ value })) } as const;

export const place = objectOf('place', {
  name: { type: 'text' }, size: { type: 'integer' }, rate: { type: 'decimal', scale: 3 }, open: { type: 'boolean' }, since: { type: 'date' },
  labels: { type: 'multiSelect' }, code: { type: 'text', required: true },
});

export const item = objectOf('item', {
  title: { type: 'text' }, code: { type: 'text', required: true }, status: { ...select, required: true }, phase: { ...select },
  count: { type: 'integer' }, level: { type: 'integer', required: true }, whole: { type: 'money', currency: 'JPY', scale: 0 },
  price: { type: 'money', currency: 'EUR', scale: 2 }, cost: { type: 'decimal', scale: 2, required: true }, rate: { type: 'decimal', scale: 6 },
  fine: { type: 'decimal', scale: 18 }, active: { type: 'boolean' }, done: { type: 'boolean', required: true }, day: { type: 'date' },
  moment: { type: 'datetime' }, tags: { type: 'multiSelect' }, flags: { type: 'multiSelect', required: true }, data: { type: 'json' },
  place: { type: 'lookup', object: 'place', onDelete: 'restrict' },
});

export const attributes: ReadonlyMap<string, ExprType> = new Map<string, ExprType>([
  ['region', 'text'], ['grade', 'integer'], ['limit', 'decimal'], ['trusted', 'boolean'], ['birthday', 'date'], ['seen', 'datetime'], ['teams', 'texts'],
]);

export const env: ExpressionEnv = { object: item, objects: new Map([['place', place], ['item', item]]), attributes };

/** Empty, wildcards, quotes, case, combining marks, both sides of the surrogates, the last code point, control characters. */
export const texts = [
  '', 'a', 'A', 'ab', 'abc', 'b', '%', '_', 'a%', "it's", '"', '\\', 'é', 'e\u0301', 'ß', 'null', '\ud7ff', '\ue000', '\uffff', '\u{1f600}', '\u{1f600}a',
  '\u{10ffff}', '\u{10ffff}b', 'a\u0001', 'a\nb', ' a', 'open', '1',
];
export const integers = [0, 1, -1, 2, 3, 12, 1250, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER];
export const decimals = [
  '0.0', '0.5', '-0.5', '1.0', '1.25', '1.255', '1.250001', '-1.25', '12.5', '2.999', '3.0', '0.000000000000000001', '0.999999999999999999',
  '9999999999999999.99', '-9999999999999999.99', '999999999999999999', '-999999999999999999',
];
export const dates = ['2024-02-29', '2025-12-31', '2026-01-01', '0001-01-01', '9999-12-31'];
export const datetimes = ['2025-12-31T23:59:59.999Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z'];
export const roles = ['manager', 'director', "o'neil"];

/** A value with all digits of a scale, cut down to it and to 18 digits. */
function atScale(text: string, scale: number): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const sign = whole.startsWith('-') ? '-' : '';
  const digits = whole.replace('-', '').slice(0, 18 - scale) || '0';
  const cut = scale === 0 ? digits : `${digits}.${fraction.slice(0, scale).padEnd(scale, '0')}`;
  return /[1-9]/.test(cut) ? sign + cut : cut;
}

function valueFor(field: FieldDescriptor): fc.Arbitrary<Json> {
  switch (field.type) {
    case 'integer': return fc.constantFrom(...integers);
    case 'decimal':
    case 'money': return fc.constantFrom(...decimals).map((text) => atScale(text, field.scale));
    case 'boolean': return fc.boolean();
    case 'date': return fc.constantFrom(...dates);
    case 'datetime': return fc.constantFrom(...datetimes);
    case 'select': return fc.constantFrom(...options);
    case 'multiSelect': return fc.uniqueArray(fc.constantFrom(...texts.slice(1)), { maxLength: 3 });
    case 'json': return fc.constantFrom<Json>({ a: 1 }, [1], 'x', 3);
    case 'lookup': return fc.constantFrom('p0', 'p1', 'p2', 'gone');
    case 'text':
    case 'longText':
    case 'email':
    case 'url':
    case 'autonumber': break;
  }
  return fc.constantFrom(...texts);
}

function rowOf(object: ObjectDescriptor): fc.Arbitrary<Row> {
  const model = Object.entries(object.fields).map(([name, field]) =>
    [name, field.required === true ? valueFor(field) : fc.option(valueFor(field), { freq: 3 })] as const);
  return fc.record(Object.fromEntries(model));
}

/** Rows with ids, the same for the same seed. */
export function sampleRows(object: ObjectDescriptor, prefix: string, numRuns: number, seed: number): Row[] {
  return fc.sample(rowOf(object), { seed, numRuns }).map((row, index) => Object.assign({ id: `${prefix}${index}` }, row));
}

export const actors: fc.Arbitrary<Actor> = fc.record({
  id: fc.constantFrom('p0', 'a', "it's"),
  kind: fc.constantFrom('person', 'agent'),
  roles: fc.subarray(roles),
  attributes: fc.record({
    region: fc.option(fc.constantFrom<Json>(...texts, 5)), grade: fc.option(fc.constantFrom<Json>(...integers, 'x', 1.5)),
    limit: fc.option(fc.constantFrom<Json>(...decimals, 1.25, 3, 'x')), trusted: fc.option(fc.constantFrom<Json>(true, false, 1)),
    birthday: fc.option(fc.constantFrom(...dates, 'soon')), seen: fc.option(fc.constantFrom(...datetimes)), teams: fc.option(fc.subarray(texts)),
  }, { requiredKeys: [] }),
});
