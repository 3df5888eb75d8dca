import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineObject, f, systemFields } from '@objectql/metadata';
import type { FieldDescriptor, Json, JsonObject } from '@objectql/metadata';
import { createAppHost } from './app-host.ts';
import { openApp } from './compose.ts';
import { serveApp } from './serve-app.ts';
import { newToken, scratchFolder } from './test-app.contract.ts';

const region = defineObject({ name: 'region', fields: { name: f.text(), open: f.boolean() } });
const customer = defineObject({ name: 'customer', fields: { name: f.text(), region: f.lookup('region'), notes: f.json() } });
const everyType = {
  text: f.text(), long: f.longText(), whole: f.integer(), part: f.decimal({ scale: 2 }), price: f.money({ currency: 'USD' }), flag: f.boolean(), day: f.date(), moment: f.datetime(),
  choice: f.select(['a', 'b']), choices: f.multiSelect(['a', 'b']), words: f.multiSelect(), customer: f.lookup('customer'), backup: f.lookup('customer', { unreadable: 'id' }), region: f.lookup('region'),
  number: f.autonumber('N-{0000}'), mail: f.email(), link: f.url(), blob: f.json(), hidden: f.text(),
};
const deal = defineObject({ name: 'deal', fields: everyType });
const objects = [region, customer, deal];

/** One who sees everything; one to whom customers, and so the deals' customer, depend on a record two lookups away; one who sees few fields. */
const permissions = {
  boss: ['read:regions', 'read:customers', 'read:deals'],
  local: [{ allow: 'read', object: 'regions', when: 'record.open == true' }, { allow: 'read', object: 'customers', when: 'record.region.open == true' }, { allow: 'read', object: 'deals' }],
  few: [{ allow: 'read', object: 'deals', fields: ['text', 'customer', 'blob', 'region'], when: 'record.flag == true' }, { allow: 'read', object: 'regions', when: 'record.name != "dark"' }],
};

/** A value that fits the field, of the form that the operator takes. */
function fitting(field: FieldDescriptor, operator: string): Json {
  const values: Partial<Record<FieldDescriptor['type'], Json>> = { integer: 1, decimal: '1.5', money: '1.5', boolean: true, date: '2026-11-22', datetime: '2026-11-22T10:00:00Z' };
  const value = values[field.type] ?? 'a';
  if (operator === '$null') return true;
  if (operator === '$not') return { $null: true };
  if (operator === '$in' || operator === '$nin') return [value];
  if (operator === '$between') return [value, value];
  return field.type === 'multiSelect' && (operator === '$eq' || operator === '$ne') ? null : value;
}

type Schemas = Readonly<Record<string, { readonly properties?: JsonObject; readonly anyOf?: readonly { readonly properties?: JsonObject }[] }>>;

test('a filter schema names exactly the fields that a query can be filtered by, with exactly the operators that they take', async (t) => {
  const data = scratchFolder();
  const app = await openApp({ plugins: [{ manifest: { name: 'deals', version: '1.0.0', objects, permissions }, from: import.meta.url }] }, { data, synchronous: 'NORMAL' });
  const served = await serveApp(app, { data, host: '127.0.0.1', port: 0 });
  t.after(async () => {
    await served.close();
    await app.stop();
  });
  const host = createAppHost(app, served.address);
  const seen = { listed: 0, refused: 0, operators: 0 };
  for (const role of Object.keys(permissions)) {
    await host.ensure('main', 'principal', { id: role, name: role, kind: 'person', roles: [role] });
    const authorization = `Bearer ${await newToken(host, { principal: role })}`;
    const json = async (path: string): Promise<JsonObject> => (await (await fetch(`${served.address}${path}`, { headers: { authorization } })).json()) as JsonObject;
    const query = async (object: string, body: JsonObject): Promise<number> => (await fetch(`${served.address}/api/v1/data/${object}/query`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) })).status;
    const { schemas } = (await json('/api/openapi.json'))['components'] as unknown as { readonly schemas: Schemas };
    for (const object of objects.filter(({ name }) => Object.hasOwn(schemas, `${name}.filter`))) {
      const listed = schemas[`${object.name}.filter`]?.properties ?? {};
      for (const [name, field] of Object.entries<FieldDescriptor>({ ...systemFields, ...object.fields })) {
        const about = `${role}: ${object.name}.${name}`;
        if (!Object.hasOwn(listed, name)) {
          for (const operator of ['$eq', '$null']) assert.equal(await query(object.name, { filter: { [name]: { [operator]: fitting(field, operator) } } }), 400, `${about} is not listed`);
          seen.refused++;
          continue;
        }
        const { $ref } = listed[name] as { readonly $ref: string };
        for (const operator of Object.keys(schemas[$ref.slice($ref.lastIndexOf('/') + 1)]?.anyOf?.[1]?.properties ?? {})) {
          assert.equal(await query(object.name, { filter: { [name]: { [operator]: fitting(field, operator) } } }), 200, `${about} with ${operator} is listed`);
          seen.operators++;
        }
        seen.listed++;
      }
    }
  }
  assert.ok(seen.listed > 40 && seen.refused > 20 && seen.operators > 300, JSON.stringify(seen));
});
