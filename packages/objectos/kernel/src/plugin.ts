import type { FacetInput } from './facet.ts';
import type { Ref, ServicesOf } from './ref.ts';

export type Refs = Readonly<Record<string, Ref<unknown>>>;
export type NoRefs = { readonly [K in never]: Ref<unknown> };

/** What `setup` must return: the provided services by name; nothing where none are provided. */
export type Provided<P extends Refs> = [keyof P] extends [never] ? void : string extends keyof P ? ServicesOf<P> | void : ServicesOf<P>;

/** What `setup` is given: what the plugin needs, and what it wants where it exists. */
export type Given<N extends Refs, W extends Refs> = ServicesOf<N> & (string extends keyof W ? unknown : Partial<ServicesOf<W>>);

/**
 * A plugin: what it is, what it needs and provides, what it contributes as data, and optionally code that runs at start.
 * `needs` is its capability list: `setup` is given exactly those services.
 */
export interface Plugin<N extends Refs = Refs, P extends Refs = Refs, W extends Refs = Refs> {
  /** As a package is named; no two plugins of an app have the same. */
  readonly name: string;
  /** Of the plugin: `1.0.0`. */
  readonly version: string;
  /** Services without which it cannot be, as refs by name. */
  readonly needs?: N;
  /** Services it uses where they exist. */
  readonly wants?: W;
  /** Services that it has for others, as refs by name. */
  readonly provides?: P;
  /** What it adds to facets. */
  readonly contributes?: readonly FacetInput[];
  /** Starts the plugin. Required where `provides` is not empty. What it opens it hands to `lifetime`. */
  setup?(services: Given<N, W>, lifetime: Lifetime): Provided<P> | Promise<Provided<P>>;
  /**
   * A fresh value of the same plugin, for when what it needs is replaced: must be there where contributions hold what `setup`
   * was given, for the old life goes on beside the new one. Absent: the same value is set up again.
   */
  again?(): Plugin;
}

/** Disposal scope of one plugin: closed in reverse order when it stops. */
export interface Lifetime {
  /** Aborted when the plugin stops: give it to whatever takes one (`fetch`, event listeners, timers), and that ends with it. */
  readonly signal: AbortSignal;
  /** Runs when the plugin stops; at once where it has stopped already (a `setup` that came back too late). */
  onStop(close: () => void | Promise<void>): void;
  /** Runs when all that begin with it are set up, before they serve: where it fails they do not come to serve. */
  onProbe(run: () => void | Promise<void>): void;
  /** Runs once every plugin has started and the kernel takes calls. */
  onReady(run: () => void | Promise<void>): void;
}

type SetupWhereProvided<N extends Refs, P extends Refs, W extends Refs> = string extends keyof P
  ? unknown
  : [keyof P] extends [never] ? unknown : { readonly setup: NonNullable<Plugin<N, P, W>['setup']> };

/** Types a plugin: `setup` is required where it provides something, and must return exactly that. A pure value. */
export function definePlugin<const N extends Refs = NoRefs, const P extends Refs = NoRefs, const W extends Refs = NoRefs>(
  plugin: Plugin<N, P, W> & SetupWhereProvided<N, P, W>,
): Plugin<N, P, W> {
  return plugin;
}
