import type { InputRequiredResult } from '@modelcontextprotocol/server';
import { createContext } from '@objectos/kernel';
import type { Platform, Progress, Reply, Runtime } from '@objectos/kernel';
import { Asking, withDialogue } from './dialogue.ts';
import type { Dialogue } from './dialogue.ts';
import type { Exchange, Reader } from './exchange.ts';
import { answerTo, capabilityOf, requestOf } from './question.ts';
import type { Answers, Questions } from './question.ts';
import { StateSeal } from './sealed-state.ts';
import type { DialogueState } from './sealed-state.ts';
import { processKeys } from './state-keys.ts';
import type { StateKeys } from './state-keys.ts';
import type { Target } from './tool.ts';

/** What came of one round: an answer, or questions to the client. */
export type Spoken = { readonly reply: Reply } | { readonly asking: InputRequiredResult };

/** One round of a dialogue, and what is needed for the next. */
export interface Round {
  readonly exchange: Exchange;
  /** From the round before; undefined in the first. */
  readonly state: DialogueState | undefined;
  /** What a state of this round is good for. */
  readonly binding: () => string;
}

interface Parts {
  readonly runtime: Runtime;
  readonly platform: Platform;
  readonly keys?: StateKeys;
}

/** The way of a request to the kernel and back, over as many rounds as the operation asks questions. */
export class Conversation {
  readonly #runtime: Runtime;
  readonly #platform: Platform;
  readonly #seal: StateSeal;

  constructor({ runtime, platform, keys }: Parts) {
    this.#runtime = runtime;
    this.#platform = platform;
    this.#seal = new StateSeal(platform, keys ?? processKeys(platform));
  }

  /** Throws a `ProtocolError` where the state was not sealed here for this very request, was changed, or is too old. */
  async round(exchange: Exchange, binding: () => string): Promise<Round> {
    const given = exchange.request.requestState();
    if (given === undefined) return { exchange, binding, state: undefined };
    const state = typeof given === 'string' ? await this.#seal.open(given, binding()) : null;
    if (state === null) throw new exchange.sdk.ProtocolError(-32602, 'The requestState is not of this request, was changed or has expired; call again without it.');
    return { exchange, binding, state };
  }

  /** Calls the operation. Throws its `Fault`. */
  async call({ operation, input }: Target, round: Round): Promise<Spoken> {
    const { exchange: { session, requestId, request }, state } = round;
    const commandKey = state === undefined ? undefined : `mcp:${state.id}`;
    const context = createContext(session, { surface: 'mcp', requestId, signal: request.signal, progress: this.#progressOf(request), commandKey }, this.#platform);
    const reply = await this.#runtime.call(operation, input, withDialogue(context, this.#dialogueOf(round)));
    return reply.value instanceof Asking ? { asking: await this.ask(reply.value, round) } : { reply };
  }

  /** Calls the operation where nobody can be asked. Throws its `Fault`. */
  perform({ operation, input }: Target, { session, requestId, signal }: Reader): Promise<Reply> {
    return this.#runtime.call(operation, input, createContext(session, { surface: 'mcp', requestId, signal }, this.#platform));
  }

  /** The questions as the client gets them, with what is to be remembered sealed in. */
  async ask({ questions, memory }: Asking, { exchange: { sdk }, state, binding }: Round): Promise<InputRequiredResult> {
    const next: DialogueState = { id: state?.id ?? this.#platform.uuid(), memory, confirmed: state?.confirmed };
    const inputRequests = Object.fromEntries(Object.entries(questions).map(([key, question]) => [key, requestOf(sdk, question)]));
    return sdk.inputRequired({ inputRequests, requestState: await this.#seal.seal(next, binding()) });
  }

  #dialogueOf(round: Round): Dialogue {
    const { exchange: { capabilities, request, hangUp }, state } = round;
    return {
      can: (kind) => capabilities[capabilityOf[kind]] !== undefined,
      answers: (questions) => answersOf(questions, round),
      memory: state?.memory,
      log: (level, data) => this.#tell(request.log(level, data)),
      hangUp: () => hangUp?.(),
    };
  }

  /** Undefined where the client did not ask to be told. What it is told grows, as the protocol wants it. */
  #progressOf({ _meta: meta, notify }: Exchange['request']): ((progress: Progress) => void) | undefined {
    const progressToken = meta?.progressToken;
    if (progressToken === undefined) return undefined;
    let last = Number.NEGATIVE_INFINITY;
    return ({ done, total, message }) => {
      if (done <= last) return;
      last = done;
      this.#tell(notify({ method: 'notifications/progress', params: { progressToken, progress: done, ...(total === undefined ? {} : { total }), ...(message === undefined ? {} : { message }) } }));
    };
  }

  /** A notice to a client that has gone concerns the operator alone. */
  #tell(sending: Promise<void>): void {
    sending.catch((error: unknown) => this.#platform.log('warn', 'an MCP client could not be told of its call', error));
  }
}

/** Undefined unless every question has an answer that fits it. */
export function answersOf<const Q extends Questions>(questions: Q, { exchange: { sdk, request } }: Pick<Round, 'exchange'>): Answers<Q> | undefined {
  const answers: Record<string, unknown> = {};
  for (const [key, question] of Object.entries(questions)) {
    const answer = answerTo(sdk, question, [request.inputResponses, key]);
    if (answer === undefined) return undefined;
    answers[key] = answer;
  }
  return answers as Answers<Q>;
}
