import { kindsFacet, metadataFacet, operationsFacet } from './built-in-facets.ts';
import { canonicalText } from './canonical.ts';
import { fault } from './errors.ts';
import type { Contribution, Facet, FacetInput } from './facet.ts';
import { Fault } from './fault.ts';
import type { AnyOperation } from './operation.ts';
import type { Layer, Snapshot } from './snapshot.ts';

type AnyFacet = Facet<never, unknown>;

/** One facet as the layers know it: its definition, who brought it first, and every input in layer order. */
interface Slot {
  readonly definition: AnyFacet;
  readonly plugin: string;
  readonly inputs: Contribution<FacetInput>[];
}

const noDescriptors: ReadonlyMap<string, unknown> = new Map();

/**
 * A snapshot as a pure function of its layers. A facet is folded when it is first asked for, and what that gave, value or
 * fault, is kept: so the same clash is the same `Fault` object however often it is met.
 */
export class FoldedSnapshot implements Snapshot {
  readonly #layers: readonly Layer[];
  readonly #sha256: (text: string) => string;
  readonly #slots = new Map<string, Slot>();
  readonly #duplicates: Fault[] = [];
  readonly #values = new Map<string, { readonly definition: AnyFacet; readonly value: unknown }>();
  readonly #failures = new Map<AnyFacet, Fault>();
  /** Ids of the facets being folded, outermost first. */
  readonly #path: string[] = [];
  #version: string | undefined;
  #byName: ReadonlyMap<string, AnyOperation> | undefined;
  #sorted: readonly AnyOperation[] | undefined;

  constructor(layers: readonly Layer[], sha256: (text: string) => string) {
    this.#layers = layers;
    this.#sha256 = sha256;
    for (const { name, contributes } of layers) for (const input of contributes ?? []) this.#place(name, input);
  }

  get version(): string {
    return (this.#version ??= this.#sha256(canonicalText({
      layers: Object.fromEntries(this.#layers.map(({ name, version }) => [name, version])),
      metadata: Object.fromEntries([...this.get(metadataFacet)].map(([kind, named]) => [kind, this.#canonical(kind, named)])),
    })));
  }

  get<Out>(facet: Facet<never, Out>): Out {
    const known = this.#values.get(facet.id);
    if (known !== undefined && known.definition === facet) return known.value as Out;
    return this.#fold(facet) as Out;
  }

  metadata(kind: string): ReadonlyMap<string, unknown> {
    return this.get(metadataFacet).get(kind) ?? noDescriptors;
  }

  operation(name: string): AnyOperation | undefined {
    return (this.#byName ??= this.get(operationsFacet)).get(name);
  }

  operations(): readonly AnyOperation[] {
    return (this.#sorted ??= [...this.get(operationsFacet).values()]);
  }

  /** The plugin that contributes the operation. */
  ownerOf(operation: string): string | undefined {
    const inputs = this.#slots.get(operationsFacet.id)?.inputs ?? [];
    return inputs.find(({ plugin, value }) => (this.#valuesOf(value, plugin) as readonly AnyOperation[]).some(({ name }) => name === operation))?.plugin;
  }

  /** Folds every facet that anybody contributes to; every fault met, each once. */
  faults(): readonly Fault[] {
    const met = new Set(this.#duplicates);
    for (const { definition } of this.#slots.values()) {
      try {
        this.get(definition);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        met.add(error);
      }
    }
    return [...met];
  }

  #canonical(kind: string, named: ReadonlyMap<string, unknown>): Record<string, unknown> {
    const definition = this.get(kindsFacet).get(kind);
    const canonical = (descriptor: unknown): unknown => (definition?.canonical === undefined ? descriptor : definition.canonical(descriptor as never));
    return Object.fromEntries([...named].map(([name, descriptor]) => [name, canonical(descriptor)]));
  }

  #place(plugin: string, input: FacetInput): void {
    const slot = this.#slots.get(input.facet) ?? { definition: input.definition, plugin, inputs: [] };
    this.#slots.set(input.facet, slot);
    if (slot.definition === input.definition) slot.inputs.push({ plugin, value: input });
    else this.#duplicates.push(fault('FACET_DUPLICATE', { facet: input.facet, first: `plugin "${slot.plugin}"`, second: `plugin "${plugin}"` }));
  }

  #fold(facet: AnyFacet): unknown {
    const failed = this.#failures.get(facet);
    if (failed !== undefined) throw failed;
    const start = this.#path.indexOf(facet.id);
    if (start >= 0) throw fault('FACET_CIRCULAR', { path: [...this.#path.slice(start), facet.id] });
    this.#path.push(facet.id);
    try {
      const value = this.#combine(facet);
      this.#values.set(facet.id, { definition: facet, value });
      return value;
    } catch (error) {
      const failure = error instanceof Fault ? error : fault('FACET_FAILED', { facet: facet.id, message: String(error) }, { cause: error });
      this.#failures.set(facet, failure);
      throw failure;
    } finally {
      this.#path.pop();
    }
  }

  #combine(facet: AnyFacet): unknown {
    const slot = this.#slots.get(facet.id);
    if (slot !== undefined && slot.definition !== facet) {
      throw fault('FACET_DUPLICATE', { facet: facet.id, first: `plugin "${slot.plugin}"`, second: 'whoever reads it' });
    }
    const inputs: Contribution<unknown>[] = [];
    for (const { plugin, value: input } of slot?.inputs ?? []) {
      for (const value of this.#valuesOf(input, plugin)) inputs.push({ plugin, value });
    }
    return facet.combine(inputs as Contribution<never>[], this);
  }

  #valuesOf(input: FacetInput, plugin: string): readonly unknown[] {
    try {
      return input.values(this);
    } catch (error) {
      if (error instanceof Fault) throw error;
      throw fault('FACET_FAILED', { facet: input.facet, message: `plugin "${plugin}": ${String(error)}` }, { cause: error });
    }
  }
}
