import { Fault, Rendered, createContext } from '@objectos/kernel';
import type { Permitted, Platform, Reply, Runtime } from '@objectos/kernel';
import { problemOf } from '@objectos/protocol';
import type { Caller } from './caller.ts';
import type { Catalogues } from './catalogue.ts';
import { McpContent } from './content.ts';
import { Asking } from './dialogue.ts';

/** What the lane needs of the surface. */
interface Parts {
  readonly runtime: Runtime;
  readonly platform: Platform;
  readonly catalogues: Catalogues;
  readonly version: string;
}

/** Reads a header by its lower-case name. */
export type HeaderOf = (name: string) => string | undefined;

/** A tool call that wants nothing but its answer. */
interface PlainCall {
  readonly id: string | number;
  readonly name: string;
  readonly given: Readonly<Record<string, unknown>>;
}

const revision = '2026-07-28';

/**
 * The short way of what agents do most: reading records with a tool, in the newest protocol, without wishes for progress, log
 * lines or a dialogue. The general way costs the SDK's request, response, schemas and server for each call, several times what
 * the read itself does. Whatever is not exactly of this form, or is to be refused, takes the general way, and nothing has been
 * done by then; the answers are the same.
 */
export class ExpressLane {
  readonly #parts: Parts;
  readonly #meta: string;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#meta = JSON.stringify({ 'io.modelcontextprotocol/serverInfo': { name: 'objectos', version: parts.version } });
  }

  /** The answer as JSON text; undefined where the request takes the general way. */
  async answer(message: unknown, header: HeaderOf, caller: Caller): Promise<string | undefined> {
    const call = plainCall(message);
    if (call === undefined || !saysTheSame(header, call)) return undefined;
    const result = await this.#resultOf(call, caller);
    return result === undefined ? undefined : `{"jsonrpc":"2.0","id":${JSON.stringify(call.id)},"result":{${result},"resultType":"complete","_meta":${this.#meta}}}`;
  }

  async #resultOf({ name, given }: PlainCall, caller: Caller): Promise<string | undefined> {
    const { catalogues, runtime, platform } = this.#parts;
    const session = await caller.session();
    if (session === null) return undefined;
    const { tools, permitted, confirmations } = catalogues.of(session);
    const tool = tools.get(name);
    if (tool === undefined || tool.paramHeaders !== undefined) return undefined;
    const context = createContext(session, { surface: 'mcp' }, platform);
    try {
      const { operation, input } = tool.target(given);
      if (!readsRecords(permitted.get(operation)) || confirmations.has(operation)) return undefined;
      return membersOf(await runtime.call(operation, input, context));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return `"content":[{"type":"text","text":${JSON.stringify(JSON.stringify(problemOf(error, context.requestId)))}}],"isError":true`;
    }
  }
}

/** One statement of the store: it neither asks nor reports, and is over before it could be called off. */
function readsRecords(permitted: Permitted | undefined): boolean {
  return permitted !== undefined && permitted.operation.effect === 'read' && permitted.operation.target !== 'system';
}

/** The members of a result. What the store has rendered goes out twice as it is: as text, and as structure. */
function membersOf({ value }: Reply): string | undefined {
  if (value instanceof Asking || value instanceof McpContent) return undefined;
  const text = value instanceof Rendered ? value.text : JSON.stringify(value);
  return `"content":[{"type":"text","text":${JSON.stringify(text)}}],"structuredContent":${text}`;
}

function plainCall(message: unknown): PlainCall | undefined {
  if (!isObject(message) || message['jsonrpc'] !== '2.0' || message['method'] !== 'tools/call') return undefined;
  const { id, params } = message;
  if (typeof id !== 'string' && !Number.isInteger(id)) return undefined;
  if (!isObject(params) || !hasOnly(params, ['name', 'arguments', '_meta'])) return undefined;
  const { name, arguments: given = {}, _meta: meta } = params;
  return typeof name === 'string' && isObject(given) && isPlainMeta(meta) ? { id: id as string | number, name, given } : undefined;
}

const metaVersion = 'io.modelcontextprotocol/protocolVersion';
const metaCapabilities = 'io.modelcontextprotocol/clientCapabilities';
const metaClient = 'io.modelcontextprotocol/clientInfo';

/** Who says more of himself than this may want more of the answer. */
function isPlainMeta(meta: unknown): boolean {
  return isObject(meta) && meta[metaVersion] === revision && isObject(meta[metaCapabilities]) && hasOnly(meta, [metaVersion, metaCapabilities, metaClient])
    && (meta[metaClient] === undefined || isClientInfo(meta[metaClient]));
}

function isClientInfo(info: unknown): boolean {
  return isObject(info) && typeof info['name'] === 'string' && typeof info['version'] === 'string';
}

/** The headers that repeat the message must repeat it. */
function saysTheSame(header: HeaderOf, { name }: PlainCall): boolean {
  return header('mcp-protocol-version') === revision && header('mcp-method') === 'tools/call' && header('mcp-name') === name
    && header('content-type') === 'application/json' && header('accept')?.includes('application/json') === true;
}

function hasOnly(value: object, known: readonly string[]): boolean {
  return Object.keys(value).every((key) => known.includes(key));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
