// The OpenAPI document of an app of 200 objects: `node packages/objectos/server/src/openapi.bench.ts`. Prints its size, the
// processor time of the request that builds it and of one that finds it built.
import { gzipSync } from 'node:zlib';
import { defineFlow, defineObject, f } from '@objectql/metadata';
import { createAppHost } from './app-host.ts';
import { openApp } from './compose.ts';
import { serveApp } from './serve-app.ts';
import { newToken, scratchFolder } from './test-app.contract.ts';

const names = Array.from({ length: 200 }, (_, index) => `thing_${index}`);
const objects = names.map((name, index) => defineObject({
  name,
  description: `Things of sort ${index}, which somebody keeps in a list.`,
  fields: {
    title: f.text({ required: true, max: 120 }), code: f.text({ unique: true, max: 20 }), notes: f.longText(), email: f.email(), site: f.url(), count: f.integer(), rate: f.decimal({ scale: 4 }),
    price: f.money({ currency: 'EUR' }), due: f.date(), seen: f.datetime(), active: f.boolean(), kind: f.select(['small', 'medium', 'large']), tags: f.multiSelect(), state: f.select(['open', 'closed']),
    before: f.lookup(names[(index + 199) % 200] ?? name),
  },
}));
const flows = names.map((object) => defineFlow({ name: `Life of ${object}`, object, field: 'state', initialState: 'open', states: { open: { on: { close: { target: 'closed' } } }, closed: {} } }));

const data = scratchFolder();
const manifest = { name: 'things', version: '1.0.0', objects, flows, permissions: { administrator: ['*:*'] } };
const app = await openApp({ plugins: [{ manifest, from: import.meta.url }] }, { data, synchronous: 'NORMAL' });
const served = await serveApp(app, { data, host: '127.0.0.1', port: 0 });
const host = createAppHost(app, served.address);
await host.ensure('main', 'principal', { id: 'ada', name: 'Ada', kind: 'person', roles: ['administrator'] });
const authorization = `Bearer ${await newToken(host, { principal: 'ada' })}`;

async function asked(headers: Readonly<Record<string, string>> = {}): Promise<{ readonly milliseconds: number; readonly response: Response; readonly text: string }> {
  const began = process.cpuUsage();
  const response = await fetch(`${served.address}/api/openapi.json`, { headers: { authorization, ...headers } });
  const text = await response.text();
  const { user, system } = process.cpuUsage(began);
  return { milliseconds: (user + system) / 1000, response, text };
}

const first = await asked();
const again = [await asked(), await asked(), await asked()];
const known = await asked({ 'if-none-match': first.response.headers.get('etag') ?? '' });
const { paths } = JSON.parse(first.text) as { readonly paths: Readonly<Record<string, object>> };
const operations = Object.values(paths).reduce((sum, item) => sum + Object.keys(item).length, 0);
const ms = (value: number): string => `${value.toFixed(0)} ms`;
process.stdout.write(`${operations} operations: ${first.text.length} bytes (${gzipSync(first.text).length} packed); first ${ms(first.milliseconds)}, again ${ms(Math.min(...again.map(({ milliseconds }) => milliseconds)))}, ${known.response.status} ${ms(known.milliseconds)}\n`);
await served.close();
await app.stop();
