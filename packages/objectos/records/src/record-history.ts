import type { Context } from '@objectos/kernel';
import type { JournalChange, JournalEntry, Planner, Store } from '@objectql/engine';
import type { Rights } from '@objectql/expression';
import type { Json, JsonObject, ObjectDescriptor } from '@objectql/metadata';

/** One entry of a record's history, as the caller may see it. */
export interface HistoryEntry {
  readonly seq: number;
  readonly at: string;
  readonly operation: string;
  readonly principal: string;
  readonly actors: readonly string[];
  readonly onBehalfOf: string | null;
  readonly surface: string;
  /** The object's own fields that differ; null where there was no value, or none that the caller may see. */
  readonly changes: Readonly<Record<string, { readonly before: Json; readonly after: Json }>>;
}

interface HistoryOptions {
  readonly object: ObjectDescriptor;
  readonly planner: Planner;
  readonly rights: Rights;
  readonly store: Store;
  readonly context: Context;
}

/** Pages of the journal that one call looks through for entries to show. */
const mostPages = 20;

/** The journal of one record, through one caller's readable view. */
export class RecordHistory {
  readonly #options: HistoryOptions;
  readonly #id: string;
  readonly #fields: readonly string[];
  /** Lookups whose targets may be hidden, with the object that they lead to. */
  readonly #guarded: ReadonlyMap<string, string>;
  readonly #readable = new Map<string, Promise<boolean>>();

  private constructor(options: HistoryOptions, id: string, shown: { fields: readonly string[]; guarded: ReadonlyMap<string, string> }) {
    this.#options = options;
    this.#id = id;
    this.#fields = shown.fields;
    this.#guarded = shown.guarded;
  }

  /** Undefined where the caller cannot read the record as it is now. */
  static async open(options: HistoryOptions, id: string): Promise<RecordHistory | undefined> {
    const { object, planner, rights, store, context } = options;
    const planned = planner.get(rights, object.name, { id });
    if (!planned.ok) return undefined;
    const { rows: [text] } = await store.read(planned.plan, planned.args, context);
    if (text === undefined) return undefined;
    const { _masked: masked = [] } = JSON.parse(text) as { readonly _masked?: readonly string[] };
    const columns = planned.plan.columns.filter(({ name }) => Object.hasOwn(object.fields, name) && !masked.includes(name));
    const guarded = columns.flatMap(({ name, target }) => (target === undefined ? [] : [[name, target.object.name] as const]));
    return new RecordHistory(options, id, { fields: columns.map(({ name }) => name), guarded: new Map(guarded) });
  }

  /** Up to `limit` entries after that number, and the number to go on after; null at the end. */
  async page(after: number, limit: number): Promise<{ readonly entries: readonly HistoryEntry[]; readonly next: number | null }> {
    const { object, store } = this.#options;
    const entries: HistoryEntry[] = [];
    let last = after;
    for (let page = 0; page < mostPages; page++) {
      const found = await store.history({ object: object.name, id: this.#id }, last, limit);
      for (const entry of found) {
        last = entry.seq;
        const shown = await this.#show(entry);
        if (shown !== undefined) entries.push(shown);
        if (entries.length === limit) return { entries, next: last };
      }
      if (found.length < limit) return { entries, next: null };
    }
    return { entries, next: last };
  }

  /** Undefined where nothing that the caller may see was changed. */
  async #show({ seq, header, changes }: JournalEntry): Promise<HistoryEntry | undefined> {
    const own = changes.filter(({ object, record }) => object === this.#options.object.name && record === this.#id);
    const shown: Record<string, { before: Json; after: Json }> = {};
    for (const change of own) await this.#showChange(change, shown);
    if (Object.keys(shown).length === 0) return undefined;
    const { at, operation, principal, actors, onBehalfOf, surface } = JSON.parse(header) as Omit<HistoryEntry, 'seq' | 'changes'>;
    return { seq, at, operation, principal, actors, onBehalfOf, surface, changes: shown };
  }

  async #showChange({ before, after }: JournalChange, shown: Record<string, { before: Json; after: Json }>): Promise<void> {
    const [old, now] = [parsed(before), parsed(after)];
    for (const field of this.#fields) {
      if (!Object.hasOwn(old, field) && !Object.hasOwn(now, field)) continue;
      const from = await this.#visible(field, old[field] ?? null);
      const to = await this.#visible(field, now[field] ?? null);
      if (JSON.stringify(from) !== JSON.stringify(to)) shown[field] = { before: shown[field]?.before ?? from, after: to };
    }
  }

  /** A reference to a record that the caller cannot read (any more) is null, as it is in the record itself. */
  async #visible(field: string, value: Json): Promise<Json> {
    const target = this.#guarded.get(field);
    if (target === undefined || typeof value !== 'string') return value;
    return await this.#isReadable(target, value) ? value : null;
  }

  #isReadable(object: string, id: string): Promise<boolean> {
    const key = `${object}/${id}`;
    let readable = this.#readable.get(key);
    if (readable === undefined) this.#readable.set(key, (readable = this.#askStore(object, id)));
    return readable;
  }

  async #askStore(object: string, id: string): Promise<boolean> {
    const { planner, rights, store, context } = this.#options;
    const planned = planner.get(rights, object, { id, fields: ['id'] });
    if (!planned.ok) return false;
    const { rows } = await store.read(planned.plan, planned.args, context);
    return rows.length > 0;
  }
}

/** Values of one side of a change; none where there was no row, or its payload was erased. */
function parsed(text: string | null): JsonObject {
  return text === null ? {} : JSON.parse(text) as JsonObject;
}
