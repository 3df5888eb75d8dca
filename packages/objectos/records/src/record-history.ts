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

interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  readonly next: number | null;
}

interface Shown {
  readonly fields: readonly string[];
  /** Lookups whose targets may be hidden, with the object that they lead to. */
  readonly guarded: ReadonlyMap<string, string>;
  /** When the record was created. Its id may have been that of another one, which is deleted and which the caller may never have read. */
  readonly since: string;
}

/** The journal of one record, through one caller's readable view. */
export class RecordHistory {
  readonly #options: HistoryOptions;
  readonly #id: string;
  readonly #shown: Shown;
  readonly #readable = new Map<string, Promise<boolean>>();

  private constructor(options: HistoryOptions, id: string, shown: Shown) {
    this.#options = options;
    this.#id = id;
    this.#shown = shown;
  }

  /** Undefined where the caller cannot read the record as it is now. */
  static async open(options: HistoryOptions, id: string): Promise<RecordHistory | undefined> {
    const { object, planner, rights, store, context } = options;
    const planned = planner.get(rights, object.name, { id });
    if (!planned.ok) return undefined;
    const { rows: [text] } = await store.read(planned.plan, planned.args, context);
    if (text === undefined) return undefined;
    const { createdAt: since, _masked: masked = [] } = JSON.parse(text) as { readonly createdAt: string; readonly _masked?: readonly string[] };
    const columns = planned.plan.columns.filter(({ name }) => Object.hasOwn(object.fields, name) && !masked.includes(name));
    const guarded = columns.flatMap(({ name, target }) => (target === undefined ? [] : [[name, target.object.name] as const]));
    return new RecordHistory(options, id, { fields: columns.map(({ name }) => name), guarded: new Map(guarded), since });
  }

  /** Up to `limit` entries after that number, and the number to go on after; null at the end. */
  async page(after: number, limit: number): Promise<HistoryPage> {
    const { object, store } = this.#options;
    const entries: HistoryEntry[] = [];
    let last = after;
    for (let page = 0; page < mostPages; page++) {
      const found = await store.history({ object: object.name, id: this.#id }, last, limit);
      for (const entry of found) {
        last = entry.seq;
        if (this.#ownChanges(entry).some(({ op }) => op === 'insert')) entries.length = 0;
        const shown = await this.#show(entry);
        if (shown !== undefined) entries.push(shown);
        // What bears the very time of the creation may still turn out to be of the record that had the id before.
        if (entries.length >= limit && shown !== undefined && shown.at > this.#shown.since) return cut(entries, limit, last);
      }
      if (found.length < limit) return cut(entries, limit, null);
    }
    return cut(entries, limit, last);
  }

  /** Undefined where nothing that the caller may see was changed. */
  async #show(entry: JournalEntry): Promise<HistoryEntry | undefined> {
    const { at, operation, principal, actors, onBehalfOf, surface } = JSON.parse(entry.header) as Omit<HistoryEntry, 'seq' | 'changes'>;
    if (at < this.#shown.since) return undefined;
    const { seq } = entry;
    const shown: Record<string, { before: Json; after: Json }> = {};
    for (const change of this.#ownChanges(entry)) await this.#showChange(change, shown);
    if (Object.keys(shown).length === 0) return undefined;
    return { seq, at, operation, principal, actors, onBehalfOf, surface, changes: shown };
  }

  #ownChanges({ changes }: JournalEntry): readonly JournalChange[] {
    return changes.filter(({ object, record }) => object === this.#options.object.name && record === this.#id);
  }

  async #showChange({ before, after }: JournalChange, shown: Record<string, { before: Json; after: Json }>): Promise<void> {
    const [old, now] = [parsed(before), parsed(after)];
    for (const field of this.#shown.fields) {
      if (!Object.hasOwn(old, field) && !Object.hasOwn(now, field)) continue;
      const from = await this.#visible(field, old[field] ?? null);
      const to = await this.#visible(field, now[field] ?? null);
      if (JSON.stringify(from) !== JSON.stringify(to)) shown[field] = { before: shown[field]?.before ?? from, after: to };
    }
  }

  /** A reference to a record that the caller cannot read (any more) is null, as it is in the record itself. */
  async #visible(field: string, value: Json): Promise<Json> {
    const target = this.#shown.guarded.get(field);
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

function cut(entries: readonly HistoryEntry[], limit: number, next: number | null): HistoryPage {
  const page = entries.slice(0, limit);
  return { entries: page, next: entries.length > limit ? page.at(-1)?.seq ?? null : next };
}

/** Values of one side of a change; none where there was no row, or its payload was erased. */
function parsed(text: string | null): JsonObject {
  return text === null ? {} : JSON.parse(text) as JsonObject;
}
