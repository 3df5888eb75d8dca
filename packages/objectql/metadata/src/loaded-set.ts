import type { ActionDescriptor, FlowDescriptor } from './flow-descriptor.ts';
import { snakeCase } from './names.ts';
import type { ObjectDescriptor } from './object-descriptor.ts';
import type { PluginDescriptor } from './plugin-descriptor.ts';

/** What is there besides the plugins' own metadata: objects of the runtime, and subjects of permissions that are no objects (`audit`). */
export interface KnownMetadata {
  readonly objects?: Iterable<ObjectDescriptor>;
  readonly subjects?: Iterable<KnownSubject>;
}

/** What permissions may speak of although it has no records. */
export interface KnownSubject {
  readonly name: string;
  readonly verbs: readonly string[];
}

/** Who brings what no plugin does. */
export const runtimeName = 'the runtime';

/** A descriptor and the name of the plugin that brings it. */
export interface Owned<T> {
  readonly plugin: string;
  readonly value: T;
}

/** Everything that is loaded together, by name. Of duplicates the first counts. */
export class LoadedSet {
  readonly objects = new Map<string, Owned<ObjectDescriptor>>();
  readonly flows: readonly Owned<FlowDescriptor>[];
  readonly actions: readonly Owned<ActionDescriptor>[];
  /** Their verbs, by name. */
  readonly subjects: ReadonlyMap<string, readonly string[]>;
  readonly #verbs = new Map<string, Set<string>>();

  constructor(plugins: readonly PluginDescriptor[], known: KnownMetadata = {}) {
    for (const value of known.objects ?? []) this.objects.set(value.name, { plugin: runtimeName, value });
    for (const { plugin, value } of ownedIn(plugins, 'objects')) {
      if (!this.objects.has(value.name)) this.objects.set(value.name, { plugin, value });
    }
    this.subjects = new Map(Array.from(known.subjects ?? [], ({ name, verbs }) => [name, verbs]));
    this.actions = ownedIn(plugins, 'actions');
    this.flows = ownedIn(plugins, 'flows').map(({ plugin, value }) => ({ plugin, value: { ...value, object: value.object || (this.objectOfFlow(value.name)[0] ?? '') } }));
    for (const { value } of this.flows) this.#addVerbs(value.object, eventsOf(value));
    for (const { value } of this.actions) this.#addVerbs(value.object, [value.name]);
  }

  object(name: string): ObjectDescriptor | undefined {
    return this.objects.get(name)?.value;
  }

  /** The object that a permission means, by its name or its plural. */
  objectNamed(name: string): ObjectDescriptor | undefined {
    return this.object(name) ?? this.objects.values().find(({ value }) => value.plural === name)?.value;
  }

  /** Events and actions of an object; of all objects for `*`. */
  verbsOf(object: string): ReadonlySet<string> {
    if (object === '*') return new Set(this.#verbs.values().flatMap((verbs) => verbs.values()));
    return this.#verbs.get(object) ?? new Set();
  }

  /** The objects whose name is what remains of a flow's name, the fewest last words left out. One, none, or an ambiguity. */
  objectOfFlow(flow: string): string[] {
    const words = snakeCase(flow).split('_');
    for (let length = words.length; length > 0; length--) {
      const stem = words.slice(0, length).join('_');
      const found = this.objects.values().filter(({ value }) => snakeCase(value.name) === stem || snakeCase(value.plural) === stem);
      const names = Array.from(found, ({ value }) => value.name);
      if (names.length > 0) return names;
    }
    return [];
  }

  #addVerbs(object: string, verbs: Iterable<string>): void {
    const known = this.#verbs.get(object) ?? new Set();
    for (const verb of verbs) known.add(verb);
    this.#verbs.set(object, known);
  }
}

/** The events of a flow, each once. */
export function eventsOf({ states }: FlowDescriptor): ReadonlySet<string> {
  return new Set(Object.values(states).flatMap(({ on }) => Object.keys(on)));
}

/** The descriptors of all plugins, with their owners. */
export function ownedIn<K extends 'objects' | 'flows' | 'actions' | 'roles'>(plugins: readonly PluginDescriptor[], key: K): Owned<PluginDescriptor[K][number]>[] {
  return plugins.flatMap((plugin) => plugin[key].map((value) => ({ plugin: plugin.name, value })));
}
