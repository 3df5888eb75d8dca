import assert from 'node:assert/strict';
import { pinned } from '../parity/app/parity-plugin.manifest.ts';
import { SocketSurface } from '../parity/harness/cli-surface.ts';
import { GenericToolsSurface, PinnedToolsSurface } from '../parity/harness/mcp-surface.ts';
import { Operator } from '../parity/harness/operator.ts';
import { openTenant } from '../parity/harness/people.ts';
import type { Tokens } from '../parity/harness/people.ts';
import { RestSurface } from '../parity/harness/rest-surface.ts';
import { SdkSurface } from '../parity/harness/sdk-surface.ts';
import { startServer } from '../parity/harness/server-process.ts';
import type { ServerProcess } from '../parity/harness/server-process.ts';
import type { Surface, SurfaceCall, TokenOf } from '../parity/harness/surface.ts';

/** A running server with tenants that a suite opens as it needs them, and every surface of it. */
export class Site {
  readonly server: ServerProcess;
  readonly operator: Operator;
  readonly rest: RestSurface;
  readonly generic: GenericToolsSurface;
  readonly cli: SocketSurface;
  /** REST, SDK, generic and pinned tools, and what the command line says to the control socket. */
  readonly surfaces: readonly Surface[];
  readonly #tokens = new Map<string, Tokens>();

  private constructor(server: ServerProcess, operator: Operator, cli: SocketSurface) {
    this.server = server;
    this.operator = operator;
    this.cli = cli;
    const { address } = server;
    const tokenOf: TokenOf = (tenant, caller) => this.tokens(tenant)[caller].token;
    this.rest = new RestSurface(address, tokenOf);
    this.generic = new GenericToolsSurface(address, tokenOf);
    this.surfaces = [this.rest, new SdkSurface(address, tokenOf), this.generic, new PinnedToolsSurface(address, tokenOf, pinned), cli];
  }

  static async open(app: 'app' | 'app-without-secrets' = 'app'): Promise<Site> {
    const server = await startServer(app);
    return new Site(server, await Operator.connect(server.socket), new SocketSurface(await Operator.connect(server.socket)));
  }

  surface(name: string): Surface {
    return this.surfaces.find((each) => each.name === name) ?? assert.fail(`there is no surface ${name}`);
  }

  /** A new tenant with everybody in it. */
  async openTenant(tenant: string): Promise<Tokens> {
    const tokens = await openTenant(this.operator, tenant);
    this.#tokens.set(tenant, tokens);
    return tokens;
  }

  tokens(tenant: string): Tokens {
    const tokens = this.#tokens.get(tenant);
    assert.ok(tokens !== undefined, `nobody opened ${tenant}`);
    return tokens;
  }

  /** Everything that a caller gets to see, as text, without what differs from call to call. Null: the surface cannot say this. */
  async said(surface: Surface, call: SurfaceCall): Promise<string | null> {
    if (surface === this.rest) return calm(await wireText(await this.rest.send(call)));
    const answer = surface.perform(call);
    return answer === null ? null : calm(JSON.stringify(await answer));
  }

  async close(): Promise<void> {
    await Promise.all(this.surfaces.map((surface) => surface.close()));
    await this.operator.close();
    await this.server.stop();
  }
}

/** Status, every header but the date, and the body: all that comes over the wire. */
export async function wireText(response: Response): Promise<string> {
  const headers = [...response.headers].filter(([name]) => name !== 'date').map(([name, value]) => `${name}: ${value}`);
  return [response.status, ...headers, '', await response.text()].join('\n');
}

/** Text with moments and ids that nobody chose made the same. Lengths stay, so that a `content-length` can be compared. */
export function calm(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/gu, '<a uuid made up somewhere in here>  ')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/gu, '<a moment in time here> ');
}
