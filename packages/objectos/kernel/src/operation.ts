import type { CallError } from './call-errors.ts';
import type { Context, Surface } from './context.ts';
import type { Snapshot } from './snapshot.ts';
import type { JsonSchema, Validator } from './validator.ts';

/**
 * One thing that the system can do, as data and one handler: the row of the one table of which REST, SDK, MCP, CLI, sync
 * and flow effects are projections.
 */
export interface Operation<I = unknown, O = unknown> {
  /** `<subject>.<verb>`: `customer.list`, `expense.approve`, `audit.verify`. */
  readonly name: string;
  /** What people read. */
  readonly title: string;
  /** What it does. A function where it names what not every caller may know of: called with what `authorise` granted; `descriptionOf` takes either form. */
  readonly description: string | ((granted: unknown) => string);
  /** Whether it changes anything, and whether that can be undone by another call. */
  readonly effect: 'read' | 'write' | 'destructive';
  /** The same call twice leaves what the first left. */
  readonly idempotent: boolean;
  /**
   * The right that it needs: a verb on an object, or null for what every signed-in caller may do. `orRoles` names roles
   * that may call it without a rule for the verb (those that the guards of a flow event name; the guards judge further).
   */
  readonly grant: { readonly object: string; readonly verb: string; readonly orRoles?: readonly string[] } | null;
  /** What it addresses: an object's records as a set, one record (input has `id`), or neither. */
  readonly target: 'collection' | 'record' | 'system';
  /**
   * Checks the input. A function where what may be given depends on the caller (a field that he may not see does not exist
   * for him): called with what `authorise` granted, it answers the same validator for the same `granted`, so it costs one
   * look-up per call. `inputOf(operation, granted)` takes either form.
   */
  readonly input: Validator<I> | ((granted: unknown) => Validator<I>);
  /** JSON Schema of the answer, as one with these rights sees it; operations that answer everybody alike ignore `granted`. */
  readonly output: (granted: unknown) => JsonSchema;
  /** Surfaces that may call it; on any other it does not exist. Absent: all of them. */
  readonly surfaces?: readonly Surface[];
  /** What it refuses, besides what the stages refuse any call: surfaces tell those who write clients. */
  readonly errors?: readonly CallError[];
  /** Wraps do not lie around it: what mends the plugins must not need them whole. */
  readonly unwrapped?: true;
  /** How it judges one record besides the rules (the guards of an event), as part of its own decision: for whoever explains it, opaque to the kernel. */
  readonly judge?: (question: never) => unknown;
  /** What of the input the access stream keeps where it is not the id of a record. */
  about?(input: I): string;
  /** Reads and decides; no outside effects. A write returns its `Work` and may be decided again. */
  handler(call: Call<I>): Reply<O> | Work | Promise<Reply<O> | Work>;
}

/** An operation whose input and output types are not known where it is handled; every operation is one. Its handler takes only what its own validator gave. */
export type AnyOperation = Operation;

/** The validator of the operation's input for a caller with these rights. Surfaces that describe operations ask it as well. */
export function inputOf<I>(operation: Operation<I, unknown>, granted: unknown): Validator<I> {
  return typeof operation.input === 'function' ? operation.input(granted) : operation.input;
}

/** What the operation does, as a caller with these rights may be told. Surfaces that describe operations ask it. */
export function descriptionOf({ description }: Pick<AnyOperation, 'description'>, granted: unknown): string {
  return typeof description === 'function' ? description(granted) : description;
}

/** One call on its way through the stages. */
export interface Call<I = unknown> {
  readonly operation: AnyOperation;
  /** Validated. */
  readonly input: I;
  readonly context: Context;
  /** The metadata version that the call started with and keeps. */
  readonly snapshot: Snapshot;
  /** What `authorise` granted: the authoriser's own plan, opaque to the kernel. */
  readonly granted: unknown;
}

/** An answer. A `Rendered` value goes to the wire as it is. */
export interface Reply<O = unknown> {
  readonly value: O | Rendered;
  /** Id and revision of the one record that the answer shows. */
  readonly id?: string;
  readonly revision?: number;
  /** The command key was known: this is the answer to the first call, seen with today's rights. */
  readonly replayed?: boolean;
}

/** JSON that is already text: lists and records come so from the store and need not be parsed to be sent. */
export class Rendered {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  /** Parsed anew at each call. */
  value(): unknown {
    return JSON.parse(this.text);
  }
}

/** A unit of work as a handler returns it; opaque to the kernel, which hands it to the committer. Extend it. */
export abstract class Work {}
