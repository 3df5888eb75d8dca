import type { JsonSchema } from '@objectos/kernel';

export type Section = 'schemas' | 'responses' | 'parameters' | 'headers';
export interface Reference extends JsonSchema {
  readonly $ref: string;
}

/**
 * The parts that operations of one document share. A part is there only if something refers to it, and equal parts are one:
 * a document of 200 objects would be several times its size otherwise.
 */
export class Components {
  readonly #sections: Readonly<Record<Section, Map<string, JsonSchema>>> = { schemas: new Map(), responses: new Map(), parameters: new Map(), headers: new Map() };
  readonly #known = new Map<string, Reference>();
  readonly #made = new Map<string, unknown>();

  /** Refers to the part of that name, which is made when first referred to. The same name is the same part. */
  named(section: Section, name: string, make: () => JsonSchema): Reference {
    const parts = this.#sections[section];
    if (!parts.has(name)) {
      // The name is taken before the part is made: a part may refer to itself.
      parts.set(name, {});
      parts.set(name, make());
    }
    return refTo(section, name);
  }

  /** Refers to a part equal to this one; a new part has the name, or the name with a number where another has it. */
  equal(section: Section, name: string, part: JsonSchema): Reference {
    const key = `${section} ${JSON.stringify(part)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const parts = this.#sections[section];
    let free = name;
    for (let number = 2; parts.has(free); number++) free = `${name}.${number}`;
    parts.set(free, part);
    const made = refTo(section, free);
    this.#known.set(key, made);
    return made;
  }

  /** What was made before for the same key: parts that hundreds of operations share are not worked out for each. */
  once<T>(key: string, make: () => T): T {
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key) as T;
  }

  toJson(): Readonly<Record<Section, JsonSchema>> {
    const { schemas, responses, parameters, headers } = this.#sections;
    return { schemas: sorted(schemas), responses: sorted(responses), parameters: sorted(parameters), headers: sorted(headers) };
  }
}

function refTo(section: Section, name: string): Reference {
  return { $ref: `#/components/${section}/${name}` };
}

function sorted(parts: ReadonlyMap<string, JsonSchema>): JsonSchema {
  return Object.fromEntries([...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
