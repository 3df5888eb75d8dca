import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { filterOperators, listParameters } from '@objectos/protocol';
import { demoTokensIn, lastOfStart } from './docs/demo-tokens.ts';
import { walkPage } from './docs/walk-page.ts';

const patience = { timeout: 60_000 };
const ofExamples = { command: /^npm start$/mu, last: lastOfStart };

function page(name: string): string {
  return readFileSync(`${import.meta.dirname}/../docs/reference/${name}.md`, 'utf8');
}

test('the metadata of the reference loads and starts', patience, async () => {
  const commands = await walkPage('docs/reference/metadata.md', { server: { command: / start workshop/u, last: /\/mcp\n/u } });
  assert.equal(commands, 1);
});

test('what the REST reference shows is what the server answers, and its routes are those of the OpenAPI documents', patience, async () => {
  const routes = new Set(Array.from(page('rest').matchAll(/^\| `([A-Z]+ \/\S+)` \|/gmu), ([, route = '']) => route));
  const served = new Set(['GET /api/openapi.json', 'GET /health']);
  await walkPage('docs/reference/rest.md', {
    server: ofExamples,
    serve: 'npm start --silent',
    variables: demoTokensIn,
    async meanwhile(printed) {
      const address = /http:\/\/\S+:\d+/u.exec(printed)?.[0] ?? '';
      for (const token of Object.values(demoTokensIn(printed))) {
        const response = await fetch(`${address}/api/openapi.json`, { headers: { authorization: `Bearer ${token}` } });
        const { paths } = (await response.json()) as { readonly paths: Readonly<Record<string, object>> };
        for (const [path, methods] of Object.entries(paths)) for (const method of Object.keys(methods)) served.add(`${method.toUpperCase()} ${generalised(path)}`);
      }
    },
  });
  assert.deepEqual([...routes].toSorted(), [...served].toSorted());
});

/** `/api/v1/data/expense/{id}/approve` as the reference writes it. */
function generalised(path: string): string {
  return path.replace(/^(\/api\/v1\/data)\/\w+/u, '$1/{object}').replace(/\{id\}\/(?!history$)\w+$/u, '{id}/{verb}');
}

test('the REST reference names every parameter of a list and every operator of a filter', () => {
  const text = page('rest');
  for (const name of [...listParameters, ...filterOperators]) assert.ok(text.includes(`\`${name}\``), name);
});

test('the command line reference shows the help that commands print', patience, async () => {
  const commands = await walkPage('docs/reference/cli.md', { server: { command: /^start$/u, last: /./u } });
  assert.equal(commands, 8);
});

test('what the MCP reference shows is what the server answers, and its tools are those that it lists', patience, async () => {
  const documented = Array.from(page('mcp').matchAll(/^\| `(\w+)` \| /gmu), ([, tool = '']) => tool);
  const listed = new Set<string>();
  await walkPage('docs/reference/mcp.md', {
    server: ofExamples,
    serve: 'npm start --silent',
    variables: demoTokensIn,
    async meanwhile(printed) {
      const address = /http:\/\/\S+:\d+/u.exec(printed)?.[0] ?? '';
      for (const token of Object.values(demoTokensIn(printed))) for (const tool of await toolsOf(address, token)) listed.add(tool);
    },
  });
  assert.deepEqual(documented.toSorted(), [...listed].filter((tool) => !tool.includes('.')).toSorted());
});

async function toolsOf(address: string, token: string): Promise<readonly string[]> {
  const response = await fetch(`${address}/mcp`, {
    method: 'POST',
    headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  const { result } = (await response.json()) as { readonly result: { readonly tools: readonly { readonly name: string }[] } };
  return result.tools.map(({ name }) => name);
}

test('the scripts of the SDK reference compile and print what it shows', patience, async () => {
  const commands = await walkPage('docs/reference/sdk.md', { server: ofExamples, serve: 'npm start --silent', variables: demoTokensIn, compile: ['first.ts', 'second.ts'] });
  assert.equal(commands, 4);
});
