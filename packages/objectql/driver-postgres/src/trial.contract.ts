import { createHash, randomUUID } from 'node:crypto';
import { createPlanner, openStore, runtimeRights } from '@objectql/engine';
import type { Attempt, Driver, JournalEntry, Sealer, Store, Write, WriteScope } from '@objectql/engine';
import { defineObject, f } from '@objectql/metadata';
import type { Json, ObjectDescriptor, Row } from '@objectql/metadata';

/** What the tests of this driver share: two objects, a store over them, and the few calls that they make. */

export const account = defineObject({ name: 'account', fields: { name: f.text({ required: true }), code: f.text({ unique: true }), visits: f.integer() } }) as unknown as ObjectDescriptor;
export const deal = defineObject({ name: 'deal', fields: { title: f.text({ required: true }), account: f.lookup('account'), amount: f.money({ currency: 'EUR' }) }, indexes: [{ fields: ['title'] }] }) as unknown as ObjectDescriptor;
export const trialObjects: readonly ObjectDescriptor[] = [account, deal];

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const sealer: Sealer = {
  genesis: (epoch) => hash(epoch),
  seal(head, drafts) {
    let { seq, hash: last } = head;
    return drafts.map(({ changes }): JournalEntry => {
      seq += 1;
      const digest = hash(JSON.stringify(changes));
      last = hash(last + digest);
      return { seq, header: JSON.stringify({ seq }), salt: null, digest, hash: last, changes };
    });
  },
};

export const host = { now: () => 0, sha256: hash, randomHex: () => '00', uuid: () => randomUUID(), defer: (task: () => void) => void setImmediate(task) };

export function openTrial(driver: Driver, objects: readonly ObjectDescriptor[] = trialObjects): Promise<Store> {
  return openStore({ driver, host, sealer, objects });
}

export function scopeOf(tenant = 'acme'): WriteScope {
  return { tenant, principal: { id: 'ann', kind: 'person', roles: [] }, time: 0, actors: [], onBehalfOf: null, surface: 'system', operation: 'test', requestId: 'r', version: 'v1' };
}

export function insert(object: ObjectDescriptor, id: string, given: Readonly<Record<string, Json>>): Write {
  const empty = Object.fromEntries(Object.keys(object.fields).map((name) => [name, null]));
  return { op: 'insert', key: { object: object.name, id }, row: { ...empty, id, ...given } };
}

export function attempt(writes: readonly Write[], command?: string): Attempt {
  return { scope: scopeOf(), keys: [], decide: () => ({ unit: { writes, checks: [] }, reply: null }), ...(command === undefined ? {} : { command: { key: command, digest: 'd' } }) };
}

/** Adds one to the visits of an account, read and decided in the lane. */
export function visit(id: string): Attempt {
  const key = { object: 'account', id };
  return {
    scope: scopeOf(),
    keys: [key],
    decide: (view) => ({ unit: { writes: [{ op: 'update', key, set: { visits: Number(view.get(key)?.['visits']) + 1 } }], checks: [] }, reply: null }),
  };
}

/** Every record of an object, by id. */
export async function rowsOf(store: Store, object: ObjectDescriptor): Promise<readonly Row[]> {
  const planned = createPlanner(new Map(trialObjects.map((each) => [each.name, each]))).list(runtimeRights(trialObjects), object.name, { limit: 500 });
  if (!planned.ok) throw new TypeError(JSON.stringify(planned.issues));
  return (await store.read(planned.plan, planned.args, scopeOf())).rows.map((text) => JSON.parse(text) as Row);
}

/** What is wrong with a store's journal; null where it is one chain without a gap up to its head. */
export async function faultOfJournal(store: Store): Promise<string | null> {
  const head = await store.head();
  let last = hash(head.epoch);
  for (const [index, { seq, digest, hash: own, changes }] of (await store.journal(0, 1_000_000)).entries()) {
    if (seq !== index + 1) return `entry ${seq} stands at ${index + 1}`;
    if (digest !== hash(JSON.stringify(changes)) || own !== hash(last + digest)) return `entry ${seq} does not hold`;
    last = own;
  }
  return last === head.hash ? null : 'the head is not the last entry';
}
