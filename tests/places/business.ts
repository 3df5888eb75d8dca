import type { JsonSchema, Operation, Principal, Validator } from '@objectos/kernel';
import { defineObject, defineRole, f } from '@objectql/metadata';
import type { JsonObject } from '@objectql/metadata';

/** `spent` and `tasks` are sums over the project's tasks: what roll-up fields will hold. */
export const projectObject = defineObject({
  name: 'project',
  fields: {
    name: f.text({ required: true }),
    open: f.boolean({ default: true }),
    spent: f.money({ currency: 'EUR', readOnly: true, default: '0.00' }),
    tasks: f.integer({ readOnly: true, default: 0 }),
  },
});

export const taskObject = defineObject({
  name: 'task',
  fields: {
    number: f.autonumber('T-{0000}'),
    title: f.text({ required: true }),
    project: f.lookup('project', { required: true, index: true }),
    cost: f.money({ currency: 'EUR' }),
    done: f.boolean({ default: false }),
  },
});

export const roles = [
  defineRole({ name: 'admin', rules: ['*:project', '*:task'] }),
  defineRole({
    name: 'worker',
    rules: [
      'read:project',
      'create:task',
      // A condition on a related record: one lookup deep.
      { allow: ['read', 'update'], object: 'task', when: 'record.project.open == true' },
      { deny: 'read', object: 'task', fields: ['cost'], when: 'record.done == true' },
    ],
  }),
];

const person = (id: string, role: string): Principal => ({ id, kind: 'person', roles: [role] });

export const people = { ada: person('ada', 'admin'), will: person('will', 'worker') } as const;
export type Person = keyof typeof people;

/** Takes any object: what operations of these tests are given is not what they are about. */
const anything: Validator<JsonObject> = { parse: (value) => ({ ok: true, value: value as JsonObject }), jsonSchema: (): JsonSchema => ({ type: 'object' }) };

/** What every operation of these tests has in common. */
export function writeOperation(name: string, verb: string, handler: Operation<JsonObject>['handler']): Operation<never> {
  const operation: Operation<JsonObject> = {
    name, title: name, description: name, effect: 'write', idempotent: false, grant: { object: name.split('.')[0] ?? '', verb }, target: 'collection',
    input: anything, output: () => ({}), handler,
  };
  return operation as unknown as Operation<never>;
}

/** A member of an input or a record that must be a text. */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${JSON.stringify(value)} is no text`);
  return value;
}
