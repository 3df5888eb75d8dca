import type { TestContext } from 'node:test';
import type { TestApp } from './test-app.contract.ts';

type Person = Parameters<TestApp['token']>[0];
type Json = Readonly<Record<string, unknown>>;

/** What came back, as it stands on the wire. */
export interface Answered {
  readonly status: number;
  readonly result?: Json;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: Json };
}

interface Message {
  readonly as: Person;
  readonly params?: Json;
  readonly capabilities?: Json;
}

const revision = '2026-07-28';

/** One message of 2026-07-28, as a careful client sends it. */
export async function say(desk: TestApp, method: string, { as, params = {}, capabilities = {} }: Message): Promise<Answered> {
  const response = await send(desk, method, { as, params, capabilities });
  const text = await response.text();
  const last = response.headers.get('content-type')?.includes('event-stream') === true ? messagesIn(text).at(-1) : (JSON.parse(text) as Json);
  return { status: response.status, ...last };
}

/** What a list answered under one of its keys, one member of each entry. */
export function listed({ result = {} }: Answered, key: string, member: string): unknown[] {
  return (result[key] as readonly Json[]).map((entry) => entry[member]);
}

/** Every message of the answer to one request, notifications too. */
export async function sayAndHear(desk: TestApp, method: string, message: Message): Promise<readonly Json[]> {
  return messagesIn(await (await send(desk, method, message)).text());
}

/** A request whose answer nobody waits for any more once `signal` says so. */
export async function send(desk: TestApp, method: string, { as, params = {}, capabilities = {} }: Message, signal?: AbortSignal): Promise<Response> {
  const name = params['name'] ?? params['uri'];
  return fetch(`${desk.address}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await desk.token(as)}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': revision,
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: { ...(params['_meta'] as Json | undefined), 'io.modelcontextprotocol/protocolVersion': revision, 'io.modelcontextprotocol/clientCapabilities': capabilities } } }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** An open stream of changes. */
export interface Stream {
  /** The next message; undefined when the server has ended the stream. */
  next(): Promise<Json | undefined>;
}

export async function listen(context: Pick<TestContext, 'after'>, desk: TestApp, { as, notifications }: { readonly as: Person; readonly notifications: Json }): Promise<Stream> {
  const gone = new AbortController();
  context.after(() => gone.abort());
  const response = await send(desk, 'subscriptions/listen', { as, params: { notifications } }, gone.signal);
  const messages = streamed(response);
  return { next: async () => (await messages.next()).value };
}

async function* streamed(response: Response): AsyncGenerator<Json, undefined> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) yield* messagesIn(event);
  }
}

function messagesIn(text: string): Json[] {
  return Array.from(text.matchAll(/^data: (.+)$/gmu), ([, data = '']) => JSON.parse(data) as Json);
}
