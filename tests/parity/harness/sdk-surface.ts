import assert from 'node:assert/strict';
import { ObjectosError, createClient } from '@objectos/client';
import { partsOf } from './surface.ts';
import type { Surface, SurfaceAnswer, SurfaceCall, TokenOf } from './surface.ts';

type Method = (...given: readonly unknown[]) => Promise<unknown>;
/** Objects and methods by name, as a program that does not know them at compile time has to call them. */
type Untyped = Readonly<Record<string, Readonly<Record<string, Method>>>>;

/** The SDK. Its types are tested where it lives; here it is what a program sends and what it catches. */
export class SdkSurface implements Surface {
  readonly name = 'SDK';
  readonly #address: string;
  readonly #tokenOf: TokenOf;
  readonly #clients = new Map<string, Untyped>();

  constructor(address: string, tokenOf: TokenOf) {
    this.#address = address;
    this.#tokenOf = tokenOf;
  }

  perform(call: SurfaceCall): Promise<SurfaceAnswer> | null {
    return /^(?:meta|permission)\./u.test(call.operation) ? null : this.#perform(call);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #perform(call: SurfaceCall): Promise<SurfaceAnswer> {
    try {
      return { ok: true, value: await this.#send(call) };
    } catch (error) {
      if (!(error instanceof ObjectosError)) throw error;
      const { code, status, message, issues, path, hint, requestId } = error;
      return { ok: false, problem: { code, status, message, requestId, ...(path === undefined ? {} : { path }), ...(hint === undefined ? {} : { hint }), ...(issues.length === 0 ? {} : { issues }) } };
    }
  }

  #send({ tenant, as, operation, input, key, dryRun }: SurfaceCall): Promise<unknown> {
    const [object, verb] = partsOf(operation);
    const method = this.#client(this.#tokenOf(tenant, as))[object]?.[verb];
    assert.ok(method !== undefined, 'the client has a method for every name');
    const { id, revision, ...rest } = input;
    const options = { ...(key === undefined ? {} : { idempotencyKey: key }), ...(dryRun === true ? { dryRun } : {}), ...(revision === undefined ? {} : { revision }) };
    if (verb === 'list' || verb === 'query') return method(input);
    if (verb === 'create') return method(input, options);
    if (verb === 'delete') return method(id, options);
    if (verb === 'get' || verb === 'history') return method(id, rest);
    return method(id, rest, options);
  }

  #client(token: string): Untyped {
    let client = this.#clients.get(token);
    if (client === undefined) this.#clients.set(token, (client = createClient<unknown>({ url: this.#address, token }) as Untyped));
    return client;
  }
}
