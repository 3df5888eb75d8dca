import type { LoggingLevel } from '@modelcontextprotocol/server';
import type { Context, Reply } from '@objectos/kernel';
import type { Answers, Question, Questions } from './question.ts';

/** JSON that an operation wants to find again in the next round of its dialogue. */
export type Memory = null | boolean | number | string | readonly Memory[] | { readonly [key: string]: Memory };

/**
 * What an operation can do with an MCP client beside answering. It is asked for with `dialogueOf(call.context)`, so an
 * operation says itself what it does where nobody can be asked (REST, a flow, a command line).
 */
export interface Dialogue {
  /** Has the client declared that questions of this kind can be put to it? One that has not must not be asked. */
  can(kind: Question['kind']): boolean;
  /** The answers of this round, if every question has one that fits it; else undefined, and it is time to `ask`. */
  answers<const Q extends Questions>(questions: Q): Answers<Q> | undefined;
  /** What the round before left with `ask`; undefined in the first. Sealed on its way: no client can read or change it. */
  readonly memory: Memory | undefined;
  /** A line for the client's log, if it wants lines of this level. */
  log(level: LoggingLevel, data: Memory): void;
  /** Lets the client's connection go while the call goes on: it comes back for the answer. There where the protocol has that (2025-11-25). */
  hangUp(): void;
}

/** What a handler returns to ask: the same call comes again with the answers, as often as the handler asks. */
export class Asking {
  readonly questions: Questions;
  readonly memory: Memory | undefined;

  constructor(questions: Questions, memory?: Memory) {
    this.questions = questions;
    this.memory = memory;
  }
}

/**
 * Asks the client, and remembers `memory` until it answers. Nothing is written in a round that asks. However often an answer
 * is sent again, one dialogue commits at most one unit: it is its command key.
 */
export function ask(questions: Questions, memory?: Memory): Reply<Asking> {
  return { value: new Asking(questions, memory) };
}

/** On the context itself, so that whoever narrows or extends a context hands it on. */
const dialogueKey: unique symbol = Symbol('mcp.dialogue');

/** The dialogue of this call; undefined where it did not come through MCP. */
export function dialogueOf(context: Context): Dialogue | undefined {
  return (context as { readonly [dialogueKey]?: Dialogue })[dialogueKey];
}

/** The context with a dialogue. */
export function withDialogue(context: Context, dialogue: Dialogue): Context {
  return Object.assign(context, { [dialogueKey]: dialogue });
}
