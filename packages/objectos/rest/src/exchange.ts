import { createContext } from '@objectos/kernel';
import type { Context, Platform, Reply, Runtime, Session } from '@objectos/kernel';
import { restFault } from './errors.ts';
import type { Documents, OpenApiText } from './openapi/documents.ts';
import { readParameters } from './query-parameters.ts';
import type { ParameterSet } from './query-parameters.ts';
import { readCommandKey } from './request-input.ts';
import type { RestRequest } from './rest-request.ts';
import type { Route } from './route.ts';

export interface ExchangeParts {
  readonly runtime: Runtime;
  readonly platform: Platform;
  readonly request: RestRequest;
  readonly documents: Documents;
  readonly route: Route;
  readonly session: Session;
  readonly requestId: string;
  /** What follows the question mark. */
  readonly query: string;
}

/** Told to whoever asks for what is not there. */
export const whatThereIs = 'With a token, GET /api/openapi.json lists what there is; the page /docs shows it.';

/** One request being answered: what the handler of its route needs to make the call. */
export class Exchange {
  readonly #parts: ExchangeParts;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  get request(): RestRequest {
    return this.#parts.request;
  }

  get requestId(): string {
    return this.#parts.requestId;
  }

  parameters(set: ParameterSet): Readonly<Record<string, unknown>> {
    return readParameters(this.#parts.query, set);
  }

  read(operation: string, input: unknown): Promise<Reply> {
    this.#requireReach(operation);
    return this.#parts.runtime.call(operation, input, this.#context());
  }

  /** A write takes `dryRun` as its one parameter and may carry a command key. */
  write(operation: string, input: unknown): Promise<Reply> {
    this.#requireReach(operation);
    const commandKey = readCommandKey(this.#parts.request);
    const dryRun = this.isDryRun;
    return this.#parts.runtime.call(operation, input, this.#context(commandKey, dryRun ? true : undefined));
  }

  get isDryRun(): boolean {
    return this.parameters('write')['dryRun'] === true;
  }

  /** What this caller may do, as OpenAPI. */
  openApi(): OpenApiText {
    const { runtime, session, documents } = this.#parts;
    return documents.of(runtime.permitted(this.#context()), runtime.snapshotFor(session.tenant));
  }

  /** Paths of records lead to operations on records alone: what is about no record has a path of its own, or none. */
  #requireReach(operation: string): void {
    const { route, runtime, session } = this.#parts;
    if (route.kind === 'meta' || !('object' in route)) return;
    if (runtime.snapshotFor(session.tenant).operation(operation)?.target === 'system') throw restFault('ROUTE_NOT_FOUND', {}, { details: { hint: whatThereIs } });
  }

  #context(commandKey?: string, dryRun?: true): Context {
    const { session, platform, requestId } = this.#parts;
    return createContext(session, { surface: 'rest', requestId, commandKey, dryRun }, platform);
  }
}
