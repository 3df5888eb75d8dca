import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { filterOperators, listParameters } from '@objectos/protocol';
import { demoTokensIn, lastOfStart } from './docs/demo-tokens.ts';
import { fencedBlocks } from './docs/fenced-blocks.ts';
import type { Terminal } from './docs/terminal.ts';
import { walkPage } from './docs/walk-page.ts';

const patience = { timeout: 60_000 };
const ofExamples = { command: /^npm start$/mu, last: lastOfStart };

function page(name: string): string {
  return readFileSync(`${import.meta.dirname}/../docs/reference/${name}.md`, 'utf8');
}

test('the metadata of the reference loads, compiles and starts', patience, async () => {
  const commands = await walkPage('docs/reference/metadata.md', { server: { command: / start workshop/u, last: /\/mcp\n/u }, compile: ['workshop/objectos.config.ts'] });
  assert.equal(commands, 1);
});

test('what the REST reference shows is what the server answers, and its routes, parameters and headers are those of the OpenAPI documents', patience, async () => {
  const routes = new Set(Array.from(page('rest').matchAll(/^\| `([A-Z]+ \/\S+)` \|/gmu), ([, route = '']) => route));
  const served = new Set(['GET /api/openapi.json', 'GET /health']);
  const named = new Set<string>();
  await walkPage('docs/reference/rest.md', {
    server: ofExamples,
    serve: 'npm start --silent',
    variables: demoTokensIn,
    async meanwhile(printed) {
      const address = /http:\/\/\S+:\d+/u.exec(printed)?.[0] ?? '';
      for (const token of Object.values(demoTokensIn(printed))) {
        const response = await fetch(`${address}/api/openapi.json`, { headers: { authorization: `Bearer ${token}` } });
        const document = (await response.json()) as { readonly paths: Readonly<Record<string, object>> };
        for (const [path, methods] of Object.entries(document.paths)) for (const method of Object.keys(methods)) served.add(`${method.toUpperCase()} ${generalised(path)}`);
        for (const name of namesIn(document)) named.add(name);
      }
    },
  });
  assert.deepEqual([...routes].toSorted(), [...served].toSorted());
  assert.ok(named.size > 5);
  assert.deepEqual([...named].filter((name) => !new RegExp(`\`[^\`\\n]*(?<![\\w-])${name}(?![\\w-])[^\`\\n]*\``, 'u').test(page('rest'))), [], 'parameters and headers that the page does not name');
});

/** The parameters that routes of a document take, but for those of paths, and the headers that they answer with, wherever they are described. */
function namesIn(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  const { in: place, name, headers = {} } = part as { readonly in?: unknown; readonly name?: unknown; readonly headers?: object };
  const own = (place === 'query' || place === 'header') && typeof name === 'string' ? [name] : [];
  return [...own, ...Object.keys(headers), ...Object.values(part).flatMap(namesIn)];
}

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
  assert.equal(commands, page('cli').match(/^npx objectos/gmu)?.length);
});

test('what the MCP reference shows is what the server answers, and its tools are those that it lists, with their arguments', patience, async () => {
  const documented = new Map(Array.from(page('mcp').matchAll(/^\| `(\w+)` \| ([^|]*)\| /gmu), ([, tool = '', names = '']) => [tool, names.match(/\w+/gu) ?? []]));
  const listed = new Map<string, readonly string[]>();
  await walkPage('docs/reference/mcp.md', {
    server: ofExamples,
    serve: 'npm start --silent',
    variables: demoTokensIn,
    async meanwhile(printed, terminal) {
      const address = /http:\/\/\S+:\d+/u.exec(printed)?.[0] ?? '';
      for (const token of Object.values(demoTokensIn(printed))) for (const tool of await toolsOf(address, token)) listed.set(tool.name, Object.keys(tool.inputSchema.properties ?? {}));
      const { resourceTemplates } = await answerOf<{ readonly resourceTemplates: readonly { readonly uriTemplate: string }[] }>(address, demoTokensIn(printed)['EMMA'] ?? '', 'resources/templates/list');
      assert.deepEqual(resourceTemplates.map(({ uriTemplate }) => uriTemplate).toSorted(), page('mcp').match(/(?<=^\* `)objectos:[^`]+/gmu)?.toSorted());
      assert.match(await firstAnswerOf(configuredCommand(), terminal), /"serverInfo":\{[^}]*"name":"objectos"/iu);
    },
  });
  assert.deepEqual(genericTools(documented), genericTools(listed));
});

function genericTools(tools: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return [...tools].filter(([tool]) => !tool.includes('.')).map(([tool, names]) => [tool, ...names].join(' ')).toSorted();
}

/** What the page tells MCP clients to start on this machine. */
function configuredCommand(): string {
  const block = fencedBlocks(page('mcp')).find(({ text }) => text.includes('mcpServers'))?.text ?? '{}';
  const { mcpServers } = JSON.parse(block) as { readonly mcpServers: { readonly objectos: { readonly command: string; readonly args: readonly string[] } } };
  return [mcpServers.objectos.command, ...mcpServers.objectos.args].join(' ');
}

async function firstAnswerOf(command: string, terminal: Terminal): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'page', version: '1' } };
  const { output } = await terminal.run(`printf '%s\\n' '${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}' | OBJECTOS_TOKEN=$SALES ${command}`);
  return output;
}

interface ListedTool {
  readonly name: string;
  readonly inputSchema: { readonly properties?: object };
}

async function toolsOf(address: string, token: string): Promise<readonly ListedTool[]> {
  return (await answerOf<{ readonly tools: readonly ListedTool[] }>(address, token, 'tools/list')).tools;
}

async function answerOf<Result>(address: string, token: string, method: string): Promise<Result> {
  const response = await fetch(`${address}/mcp`, {
    method: 'POST',
    headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method }),
  });
  return ((await response.json()) as { readonly result: Result }).result;
}

test('the error reference shows what the server answers', patience, async () => {
  assert.equal(await walkPage('docs/reference/errors.md', { server: ofExamples, serve: 'npm start --silent', variables: demoTokensIn }), 2);
});

test('the scripts of the SDK reference compile and print what it shows', { timeout: 3 * patience.timeout }, async () => {
  const commands = await walkPage('docs/reference/sdk.md', { server: ofExamples, serve: 'npm start --silent', variables: demoTokensIn, compile: ['first.ts', 'second.ts', 'third.ts', 'screen.tsx'] });
  assert.equal(commands, 5);
});
