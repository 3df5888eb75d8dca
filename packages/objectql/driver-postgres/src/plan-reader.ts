import type { ReadPlan, ReadResult, Scope } from '@objectql/engine';
import type { Json } from '@objectql/metadata';
import { compileCount, compileRead } from './plan-compiler.ts';
import type { CompiledRead } from './plan-compiler.ts';
import type { StoredObjects } from './postgres-tables.ts';
import type { Answer, Ask } from './statement.ts';

/** Cursors that differ in which of their values are null have statements of their own; by that pattern. */
type Variants = Map<string, CompiledRead>;

/** A plan's question to the server, and how its answer is read. */
export interface PlannedAsk extends Ask {
  result(answer: Answer): ReadResult;
}

/** What plans compile to, kept as long as the plans are. */
export class PlanReader {
  readonly #stored: StoredObjects;
  readonly #tenant: string;
  readonly #reads = new WeakMap<ReadPlan, Variants>();
  readonly #counts = new WeakMap<ReadPlan, ReturnType<typeof compileCount>>();

  constructor(stored: StoredObjects, tenant: string) {
    this.#stored = stored;
    this.#tenant = tenant;
  }

  ask(plan: ReadPlan, args: readonly Json[], { principal }: Scope): PlannedAsk {
    const read = plan.count ? null : this.#read(plan, args);
    const { statement, binders } = read ?? this.#count(plan);
    const values: (string | null)[] = [this.#tenant];
    for (const binder of binders) values.push(binder(args, principal));
    return { statement, values, result: read === null ? countOf : (answer) => resultOf(read, answer) };
  }

  #count(plan: ReadPlan): ReturnType<typeof compileCount> {
    let compiled = this.#counts.get(plan);
    if (compiled === undefined) this.#counts.set(plan, (compiled = compileCount(plan, this.#stored)));
    return compiled;
  }

  #read(plan: ReadPlan, args: readonly Json[]): CompiledRead {
    let variants = this.#reads.get(plan);
    if (variants === undefined) this.#reads.set(plan, (variants = new Map<string, CompiledRead>()));
    const nulls = plan.after === undefined ? [] : args.slice(plan.after, plan.after + plan.order.length).map((value) => value === null);
    const pattern = nulls.length === 0 ? '' : nulls.join();
    let compiled = variants.get(pattern);
    if (compiled === undefined) variants.set(pattern, (compiled = compileRead(plan, this.#stored, nulls)));
    return compiled;
  }
}

function resultOf({ row, revision, place }: CompiledRead, { rows }: Answer): ReadResult {
  const last = rows.at(-1);
  return {
    rows: rows.map(row),
    revision: Number(last?.[revision] ?? 0),
    last: place !== null && last !== undefined ? place(last) : null,
  };
}

function countOf({ rows }: Answer): ReadResult {
  return { rows: [], revision: 0, last: null, total: Number(rows[0]?.[0] ?? 0) };
}
