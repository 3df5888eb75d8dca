import { Fault, Rendered, isSystem } from '@objectos/kernel';
import type { Call, Context, Runtime, SystemAccess } from '@objectos/kernel';
import type { Related, Rights } from '@objectql/expression';
import { descriptorsOf } from '@objectql/metadata';
import type { ObjectDescriptor, Row } from '@objectql/metadata';
import type { ExplainInput } from './explain-input.ts';
import { AskerKnowledge } from './knowledge.ts';

/** A record as it is, with the records that its lookups lead to, and what the asker may know of it. */
export interface FoundRecord {
  /** Null where it does not exist, or not for the asker. */
  readonly row: Row | null;
  readonly related: Related;
  readonly knowledge: AskerKnowledge;
}

interface Asking {
  readonly call: Call<ExplainInput>;
  /** The asker's. */
  readonly rights: Rights;
  readonly runtime: Runtime;
  readonly system: SystemAccess;
}

const nothing: Related = () => null;

/** Reads as the system what an explanation rests on; what of it may be told, the asker's own rights say. */
export class EvidenceReader {
  readonly #asking: Asking;
  readonly #context: Context;
  readonly #objects: ReadonlyMap<string, ObjectDescriptor>;

  constructor(asking: Asking) {
    const { context, snapshot } = asking.call;
    this.#asking = asking;
    const onBehalfOf = isSystem(context.principal) ? context.onBehalfOf : context.principal.id;
    this.#context = asking.system.context({ tenant: context.tenant, onBehalfOf, requestId: context.requestId });
    this.#objects = descriptorsOf(snapshot, 'object');
  }

  /** `attributes`: whether the asker may know those of the principal. */
  async record(object: string, id: string, attributes: boolean): Promise<FoundRecord> {
    const row = await this.#read(object, id);
    const related = row === null ? nothing : await this.#relatedTo(object, row);
    const knowledge = this.knowledge(object, { row, related, attributes });
    return { row: row !== null && knowledge.isReadable(object, row) ? row : null, related, knowledge };
  }

  knowledge(object: string, { row, related, attributes }: { row: Row | null; related: Related; attributes: boolean }): AskerKnowledge {
    const { rights, call } = this.#asking;
    return new AskerKnowledge({ rights, asker: call.context.principal, object: this.#objects.get(object) ?? null, row, related, attributes });
  }

  /** The records that lookups lead to, and those that theirs lead to: conditions go one step, and so do those on what they find. */
  async #relatedTo(object: string, row: Row): Promise<Related> {
    const found = new Map<string, Row | null>();
    const follow = async (from: string, source: Row, steps: number): Promise<void> => {
      for (const [name, field] of Object.entries(this.#objects.get(from)?.fields ?? {})) {
        const id = source[name];
        if (field.type !== 'lookup' || typeof id !== 'string' || !this.#objects.has(field.object)) continue;
        const key = JSON.stringify([field.object, id]);
        if (!found.has(key)) found.set(key, await this.#read(field.object, id));
        const target = found.get(key) ?? null;
        if (target !== null && steps > 1) await follow(field.object, target, steps - 1);
      }
    };
    await follow(object, row, 2);
    return (target, id) => found.get(JSON.stringify([target, id])) ?? null;
  }

  async #read(object: string, id: string): Promise<Row | null> {
    try {
      const { value } = await this.#asking.runtime.call(`${object}.get`, { id }, this.#context);
      return (value instanceof Rendered ? value.value() : value) as Row;
    } catch (error) {
      if (error instanceof Fault && error.category === 'not_found') return null;
      throw error;
    }
  }
}
