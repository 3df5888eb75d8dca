import type { ReadPlan, ReadResult, Scope } from '@objectql/engine';
import type { Actor, SqliteValue } from '@objectql/expression';
import type { Json, ObjectDescriptor } from '@objectql/metadata';
import { firstOf, rowsOf } from './connection.ts';
import type { Connection } from './connection.ts';
import { compileCount, compileRead } from './plan-compiler.ts';
import type { CompiledFor, CompiledRead } from './plan-compiler.ts';
import type { ReadClock } from './read-clock.ts';

/** Cursors that differ in which of their values are null have statements of their own; by that pattern. */
type Variants = Map<string, CompiledRead>;

/** Runs plans on one connection. What a plan compiles to is kept as long as the plan is. */
export class PlanReader {
  readonly #connection: Connection;
  readonly #store: CompiledFor;
  readonly #clock: ReadClock | undefined;
  readonly #reads = new WeakMap<ReadPlan, Variants>();
  readonly #counts = new WeakMap<ReadPlan, ReturnType<typeof compileCount>>();

  /** `clock`: that of the connection, if it has one. */
  constructor(connection: Connection, objects: ReadonlyMap<string, ObjectDescriptor>, clock?: ReadClock) {
    this.#connection = connection;
    this.#store = { objects, traits: connection.traits, timed: clock !== undefined };
    this.#clock = clock;
  }

  read(plan: ReadPlan, args: readonly Json[], { principal }: Scope): ReadResult {
    if (plan.count) return this.#count(plan, args, principal);
    const compiled = this.#compiled(plan, args);
    if (compiled.timed) this.#clock?.start();
    const values = bind(compiled.binders, args, principal);
    const { length } = values;
    const rows: string[] = [];
    let mark = 0;
    for (const sql of compiled.segments) {
      for (const [text, rowMark] of rowsOf(this.#connection.prepare(sql), values)) {
        rows.push(text as string);
        mark = rowMark as number;
      }
      if (rows.length >= plan.limit) break;
      values[length] = plan.limit - rows.length;
    }
    if (compiled.mark === 'revision' || rows.length === 0) return { rows, revision: mark, last: null };
    values[length] = mark;
    const [revision, cursor] = firstOf(this.#connection.prepare(compiled.tail), values) ?? [];
    return { rows, revision: Number(revision), last: String(cursor) };
  }

  #count(plan: ReadPlan, args: readonly Json[], actor: Actor): ReadResult {
    let compiled = this.#counts.get(plan);
    if (compiled === undefined) this.#counts.set(plan, (compiled = compileCount(plan, this.#store)));
    if (compiled.timed) this.#clock?.start();
    const [total] = firstOf(this.#connection.prepare(compiled.sql), bind(compiled.binders, args, actor)) ?? [];
    return { rows: [], revision: 0, last: null, total: Number(total) };
  }

  #compiled(plan: ReadPlan, args: readonly Json[]): CompiledRead {
    let variants = this.#reads.get(plan);
    if (variants === undefined) this.#reads.set(plan, (variants = new Map<string, CompiledRead>()));
    const nulls = plan.after === undefined ? [] : args.slice(plan.after, plan.after + plan.order.length).map((value) => value === null);
    const pattern = nulls.length === 0 ? '' : nulls.join();
    let compiled = variants.get(pattern);
    if (compiled === undefined) variants.set(pattern, (compiled = compileRead(plan, nulls, this.#store)));
    return compiled;
  }
}

function bind(binders: CompiledRead['binders'], args: readonly Json[], actor: Actor): SqliteValue[] {
  const values: SqliteValue[] = [];
  for (const binder of binders) values.push(binder(args, actor));
  return values;
}
