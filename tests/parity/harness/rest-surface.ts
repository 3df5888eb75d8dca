import type { Problem } from '@objectos/protocol';
import { partsOf } from './surface.ts';
import type { Input, Surface, SurfaceAnswer, SurfaceCall, TokenOf } from './surface.ts';

interface RestCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: Input;
  readonly revision?: unknown;
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** REST over a real socket, unless another `fetch` is given; written by hand as a stranger with curl would: no code of the client is used. */
export class RestSurface implements Surface {
  readonly name: string;
  readonly #address: string;
  readonly #tokenOf: TokenOf;
  readonly #fetch: Fetch;

  constructor(address: string, tokenOf: TokenOf, { name = 'REST', fetch = globalThis.fetch }: { readonly name?: string; readonly fetch?: Fetch } = {}) {
    this.name = name;
    this.#address = address;
    this.#tokenOf = tokenOf;
    this.#fetch = fetch;
  }

  async perform(call: SurfaceCall): Promise<SurfaceAnswer> {
    const response = await this.send(call);
    const value: unknown = await response.json();
    return response.ok ? { ok: true, value } : { ok: false, problem: value as Problem };
  }

  /** The response as it comes from the wire. */
  send(call: SurfaceCall): Promise<Response> {
    const { method, path, body, revision } = requestOf(call);
    const dry = call.dryRun === true ? `${path.includes('?') ? '&' : '?'}dryRun=true` : '';
    return this.#fetch(`${this.#address}${path}${dry}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#tokenOf(call.tenant, call.as)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(revision === undefined ? {} : { 'if-match': `"${JSON.stringify(revision)}"` }),
        ...(call.key === undefined ? {} : { 'idempotency-key': call.key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function requestOf({ operation, input }: SurfaceCall): RestCall {
  const [object, verb] = partsOf(operation);
  if (operation === 'meta.objects') return { method: 'GET', path: '/api/v1/meta/objects' };
  if (operation === 'meta.object') return { method: 'GET', path: `/api/v1/meta/objects/${String(input['name'])}` };
  if (operation === 'permission.explain') return { method: 'POST', path: '/api/v1/permission/explain', body: input };
  const root = `/api/v1/data/${object}`;
  if (verb === 'list') return { method: 'GET', path: `${root}${queryOf(input)}` };
  if (verb === 'query') return { method: 'POST', path: `${root}/query`, body: input };
  if (verb === 'create') return { method: 'POST', path: root, body: input };
  const { id, ...rest } = input;
  const record = `${root}/${encodeURIComponent(String(id))}`;
  if (verb === 'get') return { method: 'GET', path: `${record}${queryOf(rest)}` };
  if (verb === 'history') return { method: 'GET', path: `${record}/history${queryOf(rest)}` };
  const { revision, ...body } = rest;
  if (verb === 'update') return { method: 'PATCH', path: record, body, revision };
  if (verb === 'delete') return { method: 'DELETE', path: record, revision };
  return { method: 'POST', path: `${record}/${verb}`, body, revision };
}

function queryOf(input: Input): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) query.set(name, name === 'filter' ? JSON.stringify(value) : Array.isArray(value) ? value.join(',') : String(value));
  return query.size === 0 ? '' : `?${query.toString()}`;
}
