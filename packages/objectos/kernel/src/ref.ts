/** Typed token of a one-to-one service. Keyed by id: two refs of one id are the same service. */
export interface Ref<T> {
  readonly id: string;
  /** Type carrier only; never present. */
  readonly service?: T;
}

/** `id` is `<package>.<name>`. */
export function defineRef<T>(id: string): Ref<T> {
  return { id };
}

/** Services by the names under which a plugin asks for them. */
export type ServicesOf<R extends Readonly<Record<string, Ref<unknown>>>> = {
  readonly [K in keyof R]: R[K] extends Ref<infer T> ? T : never;
};
