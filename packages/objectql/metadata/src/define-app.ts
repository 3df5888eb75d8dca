import type { TypedAction } from './define-action.ts';
import type { FlowTypes, TypedFlow } from './define-flow.ts';
import type { TypedObject } from './define-object.ts';
import type { FieldMap } from './field.ts';
import type { ChangesOf, CreateInputOf, FieldsInput, LookupsOf, RecordOf } from './record-types.ts';

declare const shape: unique symbol;

/** What a client knows of one object. Generated declarations spell it out; `defineApp` infers it. */
export interface ObjectShape {
  /** A record as read. */
  readonly record: object;
  /** Input of a create. */
  readonly create: object;
  /** The changes of an update, without `id` and `revision`. */
  readonly changes: object;
  /** Lookup field to the name of the object that it refers to. */
  readonly lookups: object;
  /** Flow event to its input, without `id` and `revision`. */
  readonly events: object;
  /** Action to its input, without `id` and `revision`. */
  readonly actions: object;
}

/** Objects by name. */
export type AppShape = Readonly<Record<string, ObjectShape>>;

/** Something that a client can be typed by: `createClient<typeof app>()`, or a generated `App<{...}>`. */
export interface App<S = AppShape> {
  /** Exists in types only. */
  readonly [shape]?: S;
}

/** Objects by name, as a client sees them. */
export type ShapeOf<A> = A extends App<infer S> ? S : never;

/** Input of an action that takes none. Names that begin with `_` are reserved, so this one never exists. */
export interface NoInput {
  readonly _none?: never;
}

/** Input of every flow event: why. It is kept with the record's history and told to whom the flow notifies. */
export interface EventInput {
  readonly comment?: string | null;
}

type Objects = readonly TypedObject[];
type Flows = readonly TypedFlow[];
type Actions = readonly TypedAction[];

/** An app's descriptors, to be spread into a plugin manifest, and the types that a client infers. */
export interface DefinedApp<O extends Objects, F extends Flows, A extends Actions> extends App<ShapesOf<O, F, A>> {
  readonly objects: O;
  readonly flows: F;
  readonly actions: A;
}

/** Puts objects, flows and actions together. Whether they fit each other is checked where plugins are loaded (`checkMetadata`). */
export function defineApp<const O extends Objects, const F extends Flows = readonly [], const A extends Actions = readonly []>(definition: {
  readonly objects: O;
  readonly flows?: F;
  readonly actions?: A;
}): DefinedApp<O, F, A> {
  const { objects, flows = [], actions = [] } = definition;
  return { objects, flows, actions } as unknown as DefinedApp<O, F, A>;
}

type FlowTypesOf<F> = F extends TypedFlow<infer T> ? T : never;
type ActionTypesOf<A> = A extends TypedAction<infer T> ? T : never;

/** One mapped type over the objects: linear in their number, whatever their fields. */
type ShapesOf<O extends Objects, F extends Flows, A extends Actions> = ShapeMap<
  O[number],
  Bound<FlowTypesOf<F[number]>, O[number]['name']>,
  ActionTypesOf<A[number]>
>;
type ShapeMap<O extends TypedObject, B, A> = {
  readonly [D in O as D['name']]: {
    readonly record: RecordOf<D>;
    readonly create: Without<CreateInputOf<D>, StateField<B, D['name']>>;
    readonly changes: Without<ChangesOf<D>, StateField<B, D['name']>>;
    readonly lookups: LookupsOf<D>;
    readonly events: { readonly [E in EventsOn<B, D['name']>]: EventInput };
    readonly actions: ActionsOn<A, D['name']>;
  };
};

/** The flow alone writes its state field. */
type Without<T, K> = [K] extends [never] ? T : Omit<T, K & PropertyKey>;
type StateField<B, N> = B extends { readonly object: N; readonly field: infer K } ? K : never;
type EventsOn<B, N> = B extends { readonly object: N; readonly events: infer E extends string } ? E : never;
type ActionsOn<A, N> = {
  readonly [T in A as T extends { readonly object: N; readonly name: infer K extends string } ? K : never]: InputOfAction<T>;
};
type InputOfAction<T> = T extends { readonly input: infer I extends FieldMap } ? FieldsInput<I> : never;

type Bound<T, Names extends string> = T extends FlowTypes
  ? { readonly object: FlowObject<T, Names>; readonly field: T['field']; readonly events: T['events'] }
  : never;
/** The object that a flow names, or the one that its own name begins with; `''` where none does. */
type FlowObject<T extends FlowTypes, Names extends string> = [T['object']] extends [never]
  ? OrNothing<Longest<Matching<T['name'], Names>>>
  : T['object'];
type OrNothing<N> = [N] extends [never] ? '' : N;
type Matching<Flow extends string, N extends string> = N extends string
  ? Flow extends `${Pascal<N>}${infer Rest}` ? (Rest extends Capitalize<Rest> ? N : never) : never
  : never;
/** Of several matching names the longest: `order_line` wins over `order`. */
type Longest<N extends string, All extends string = N> = N extends string
  ? [Extract<All, `${N}_${string}`>] extends [never] ? N : never
  : never;
type Pascal<N extends string> = N extends `${infer Head}_${infer Tail}` ? `${Capitalize<Head>}${Pascal<Tail>}` : Capitalize<N>;
