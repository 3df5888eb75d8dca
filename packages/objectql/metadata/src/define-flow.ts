import type { FlowDescriptor } from './flow-descriptor.ts';
import type { Json } from './json.ts';
import { parsedOrThrow } from './metadata-error.ts';
import { parseFlow } from './parse-flow.ts';

declare const flow: unique symbol;

/** What the type checker knows of a flow. `object` is `never` where it follows from the name. */
export interface FlowTypes {
  readonly name: string;
  readonly object: string;
  readonly field: string;
  readonly events: string;
}

/** A flow descriptor that also carries its event names as literals. */
export interface TypedFlow<T extends FlowTypes = FlowTypes> extends FlowDescriptor {
  /** Exists in types only. */
  readonly [flow]?: T;
}

export interface TransitionDefinition {
  readonly target: string;
  /** One key each: a field path, `role`, `any`, `all`, `not` or `when`. */
  readonly conditions?: readonly Readonly<Record<string, Json>>[];
}
export interface StateDefinition {
  /** Event to one transition, or to candidates tried in order. */
  readonly on?: Readonly<Record<string, TransitionDefinition | readonly TransitionDefinition[]>>;
  /** Effects of entering: `'archive'`, or one key with its argument: `{notify: 'submitter'}`. */
  readonly actions?: readonly (string | Readonly<Record<string, Json>>)[];
}

type StateMap = Readonly<Record<string, StateDefinition>>;
type EventsOf<S> = { [K in keyof S]: S[K] extends { readonly on: infer On } ? keyof On & string : never }[keyof S];

export interface FlowDefinition<N extends string, O extends string, F extends string, S extends StateMap> {
  /** `ExpenseApproval`; the object that it is about follows from it unless `object` is given. */
  readonly name: N;
  readonly id?: string;
  readonly object?: O;
  /** The select field that holds the state; `status` unless said. */
  readonly field?: F;
  readonly initialState: NoInfer<keyof S & string>;
  readonly states: S;
}

/** Describes a flow. Throws a `MetadataError` that lists everything wrong with it. */
export function defineFlow<
  const N extends string,
  const S extends StateMap,
  const O extends string = never,
  const F extends string = 'status',
>(definition: FlowDefinition<N, O, F, S>): TypedFlow<{ readonly name: N; readonly object: O; readonly field: F; readonly events: EventsOf<S> }> {
  return parsedOrThrow(parseFlow(definition, { file: `flow ${definition.name}` }));
}
