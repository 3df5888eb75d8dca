import { systemFields } from '@objectql/metadata';
import type { FieldDescriptor, Json, ObjectDescriptor, Row } from '@objectql/metadata';

/** Leaves the id of a field to its place. */
type FieldOptions = FieldDescriptor extends infer F ? (F extends FieldDescriptor ? Omit<F, 'id'> : never) : never;

function object(name: string, fields: Readonly<Record<string, FieldOptions>>, indexes: ObjectDescriptor['indexes'] = []): ObjectDescriptor {
  const named = Object.entries(fields).map(([field, options]): [string, FieldDescriptor] => [field, { ...options, id: `${name}.${field}` }]);
  return {
    kind: 'object', id: name, name, plural: `${name}s`, label: name, fields: Object.fromEntries(named),
    indexes, rules: [], audit: { reads: 'agents' },
  };
}

export const region = object('region', { name: { type: 'text', required: true }, open: { type: 'boolean' } });

export const account = object('account', {
  name: { type: 'text', required: true },
  code: { type: 'text', unique: true },
  region: { type: 'lookup', object: 'region', onDelete: 'restrict' },
  limit: { type: 'money', currency: 'EUR', scale: 2 },
  total: { type: 'money', currency: 'EUR', scale: 2 },
  visits: { type: 'integer' },
  secret: { type: 'text' },
});

export const deal = object(
  'deal',
  {
    number: { type: 'autonumber', format: 'D-{0000}' },
    title: { type: 'text', required: true, index: true },
    account: { type: 'lookup', object: 'account', onDelete: 'restrict', index: true },
    parent: { type: 'lookup', object: 'deal', onDelete: 'restrict' },
    amount: { type: 'money', currency: 'EUR', scale: 2 },
    rate: { type: 'decimal', scale: 4 },
    rank: { type: 'integer' },
    hot: { type: 'boolean' },
    stage: { type: 'select', options: [{ value: 'open' }, { value: 'won' }, { value: 'lost' }] },
    tags: { type: 'multiSelect', options: [{ value: 'red' }, { value: 'green' }, { value: 'blue' }] },
    due: { type: 'date' },
    met: { type: 'datetime' },
    notes: { type: 'longText' },
    mail: { type: 'email' },
    page: { type: 'url' },
    data: { type: 'json' },
  },
  [{ fields: ['stage', '-amount'] }],
);

/** No two in one place of one room. */
export const seat = object('seat', { room: { type: 'text' }, place: { type: 'integer' } }, [{ fields: ['room', 'place'], unique: true }]);

export const ledgerObjects: readonly ObjectDescriptor[] = [region, account, deal, seat];

export const objectsByName: ReadonlyMap<string, ObjectDescriptor> = new Map(ledgerObjects.map((each) => [each.name, each]));

/** A row as a create gives it: complete, null where nothing is said. */
export function rowOf({ fields }: ObjectDescriptor, id: string, given: Readonly<Record<string, Json>> = {}): Row {
  const empty = Object.fromEntries(Object.keys(fields).map((name) => [name, null]));
  return { id, ...empty, ...given };
}

/** Every field that a record of the object has, in the order in which reads show them. */
export function allFields({ fields }: ObjectDescriptor): [string, FieldDescriptor][] {
  const { id, ...rest } = systemFields;
  return [['id', id], ...Object.entries(fields), ...Object.entries(rest)];
}
