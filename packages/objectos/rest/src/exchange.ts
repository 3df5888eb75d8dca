import { createContext } from '@objectos/kernel';
import type { Context, Permitted, Platform, Reply, Runtime, Session, Snapshot } from '@objectos/kernel';
import { readParameters } from './query-parameters.ts';
import type { ParameterSet } from './query-parameters.ts';
import { readCommandKey } from './request-input.ts';
import type { RestRequest } from './rest-request.ts';

export interface ExchangeParts {
  readonly runtime: Runtime;
  readonly platform: Platform;
  readonly request: RestRequest;
  readonly session: Session;
  readonly requestId: string;
  /** What follows the question mark. */
  readonly query: string;
}

/** One request being answered: what the handler of its route needs to make the call. */
export class Exchange {
  readonly #parts: ExchangeParts;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  get request(): RestRequest {
    return this.#parts.request;
  }

  parameters(set: ParameterSet): Readonly<Record<string, unknown>> {
    return readParameters(this.#parts.query, set);
  }

  read(operation: string, input: unknown): Promise<Reply> {
    return this.#parts.runtime.call(operation, input, this.#context());
  }

  /** A write takes `dryRun` as its one parameter and may carry a command key. */
  write(operation: string, input: unknown): Promise<Reply> {
    const commandKey = readCommandKey(this.#parts.request);
    const dryRun = this.isDryRun;
    return this.#parts.runtime.call(operation, input, this.#context({ ...(commandKey === undefined ? {} : { commandKey }), ...(dryRun ? { dryRun } : {}) }));
  }

  get isDryRun(): boolean {
    return this.parameters('write')['dryRun'] === true;
  }

  permitted(): { readonly permitted: readonly Permitted[]; readonly snapshot: Snapshot } {
    const { runtime, session } = this.#parts;
    return { permitted: runtime.permitted(this.#context()), snapshot: runtime.snapshotFor(session.tenant) };
  }

  #context(more: Pick<Context, 'commandKey' | 'dryRun'> = {}): Context {
    const { session, platform, requestId } = this.#parts;
    return createContext(session, { surface: 'rest', requestId, ...more }, platform);
  }
}
