import type { FacetInput } from './facet.ts';
import type { Ref, ServicesOf } from './ref.ts';

type Refs = Readonly<Record<string, Ref<unknown>>>;

/**
 * A plugin: what it is, what it needs and provides, what it contributes as data, and optionally code that runs at start.
 * `needs` is its capability list: `setup` is given exactly those services.
 */
export interface Plugin<N extends Refs = Refs, P extends Refs = Refs> {
  readonly name: string;
  readonly version: string;
  readonly needs?: N;
  /** Services it uses where they exist. */
  readonly wants?: Refs;
  readonly provides?: P;
  readonly contributes?: readonly FacetInput[];
  /** Starts the plugin. Required where `provides` is not empty. What it opens it hands to `lifetime`. */
  setup?(services: ServicesOf<N>, lifetime: Lifetime): ServicesOf<P> | Promise<ServicesOf<P>>;
}

/** Disposal scope of one plugin: closed in reverse order when it stops. */
export interface Lifetime {
  onStop(close: () => void | Promise<void>): void;
  /** Runs once every plugin has started and the kernel takes calls. */
  onReady(run: () => void | Promise<void>): void;
}
