import { and, fieldExpr, parseFilter, TRUE } from '@objectql/expression';
import type { Expr, Rights } from '@objectql/expression';
import type { Json, ObjectDescriptor } from '@objectql/metadata';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { columnsOf } from './plan-columns.ts';
import type { PlannedColumns } from './plan-columns.ts';
import { orderOf } from './plan-order.ts';
import type { PlannedOrder } from './plan-order.ts';
import { pageLimits } from './query.ts';
import type { GetQuery, ListQuery, PlannedGet, PlannedList, Refused, Shape } from './query.ts';
import { queryIssue } from './query-issue.ts';
import type { QueryIssue } from './query-issue.ts';
import type { ReadColumn, ReadPlan } from './read-plan.ts';
import { ReadableView } from './readable-view.ts';
import { RecentMap } from './recent-map.ts';

/** Turns queries into plans over the caller's readable view: one planner per metadata version, plans kept per rights. */
export interface Planner {
  get(rights: Rights, object: string, query: GetQuery): PlannedGet;
  list(rights: Rights, object: string, query: ListQuery): PlannedList;
  /** The columns that a read of this shape answers, for rendering a record without reading it. Null: the object is not readable. */
  columns(rights: Rights, object: string, shape?: Shape): readonly ReadColumn[] | null;
  /** The object's own fields by which a filter may ask: those that `list` would not refuse for what they are. */
  filterable(rights: Rights, object: string): readonly string[];
}

/** What is kept per rights and object: whole queries with their values, shapes, and forms of filters per shape. */
const kept = { queries: 500, shapes: 100, forms: 50 } as const;

export function createPlanner(objects: ReadonlyMap<string, ObjectDescriptor>): Planner {
  return new ViewPlanner(objects);
}

type GetPlan = Refused | { readonly ok: true; readonly plan: ReadPlan };

/** A list query without its place: everything that only the cursor adds to. */
type Prepared = Refused | PreparedList;

interface PreparedList {
  readonly ok: true;
  readonly args: readonly Json[];
  readonly order: PlannedOrder;
  readonly first: ReadPlan;
  readonly next: ReadPlan;
  readonly countPlan: ReadPlan;
}

interface ListFrame extends PlannedColumns {
  readonly order: PlannedOrder;
  readonly limit: number;
  /** By the filter's form without its values: two queries of one form share plans, and so what drivers compiled of them. */
  readonly forms: RecentMap<Pick<PreparedList, 'first' | 'next' | 'countPlan'>>;
}

/** What is known of one object under one set of rights. */
class ObjectPlans {
  readonly view: ReadableView;
  /** By the shape's text. */
  readonly gets = new RecentMap<GetPlan>(kept.shapes);
  /** By the query's text, its values included. */
  readonly queries = new RecentMap<Prepared>(kept.queries);
  /** By everything of the query but filter and place. */
  readonly frames = new RecentMap<ListFrame>(kept.shapes);

  constructor(view: ReadableView) {
    this.view = view;
  }
}

class ViewPlanner implements Planner {
  readonly #objects: ReadonlyMap<string, ObjectDescriptor>;
  /** By rights and not by access: a plan holds the masks of lookups' targets too. */
  readonly #plans = new WeakMap<Rights, Map<string, ObjectPlans>>();

  constructor(objects: ReadonlyMap<string, ObjectDescriptor>) {
    this.#objects = objects;
  }

  get(rights: Rights, object: string, query: GetQuery): PlannedGet {
    const plans = this.#plansOf(rights, object);
    if (plans === null) return unknownObject(object);
    const planned = plans.gets.get(shapeText(query), () => planGet(plans.view, query));
    return planned.ok ? { ok: true, plan: planned.plan, args: [query.id] } : planned;
  }

  list(rights: Rights, object: string, query: ListQuery): PlannedList {
    const plans = this.#plansOf(rights, object);
    if (plans === null) return unknownObject(object);
    const { filter, sort, fields, expand, limit, cursor, count } = query;
    const text = JSON.stringify([filter, sort, fields, expand, limit]);
    const prepared = plans.queries.get(text, () => prepareList(plans, query));
    const values = cursor === undefined || !prepared.ok ? undefined : decodeCursor(cursor, prepared.order.text, prepared.order.terms);
    const issues = [...(prepared.ok ? [] : prepared.issues), ...(cursor !== undefined && prepared.ok && values === undefined ? [queryIssue('CURSOR_INVALID', 'cursor')] : [])];
    if (!prepared.ok || issues.length > 0) return { ok: false, issues };
    const plan = values === undefined ? prepared.first : prepared.next;
    return {
      ok: true,
      plan,
      args: values === undefined ? prepared.args : [...prepared.args, ...values],
      ...(count === true ? { countPlan: prepared.countPlan } : {}),
      cursorOf: ({ rows, last }) => (last === null || rows.length < plan.limit ? null : encodeCursor(prepared.order.text, last)),
    };
  }

  columns(rights: Rights, object: string, shape: Shape = {}): readonly ReadColumn[] | null {
    const plans = this.#plansOf(rights, object);
    const planned = plans?.gets.get(shapeText(shape), () => planGet(plans.view, shape));
    return planned?.ok === true ? planned.plan.columns : null;
  }

  filterable(rights: Rights, object: string): readonly string[] {
    const view = this.#plansOf(rights, object)?.view;
    return view === undefined ? [] : view.names.filter((name) => {
      const { expr } = view.visible(name) ?? { expr: null };
      return expr !== null && expr.type !== 'json';
    });
  }

  #plansOf(rights: Rights, object: string): ObjectPlans | null {
    let plans = this.#plans.get(rights);
    if (plans === undefined) this.#plans.set(rights, (plans = new Map()));
    const known = plans.get(object);
    if (known !== undefined) return known;
    const descriptor = this.#objects.get(object);
    const access = rights.of(object, 'read');
    if (descriptor === undefined || access === undefined) return null;
    const made = new ObjectPlans(new ReadableView(this.#objects, rights, { object: descriptor, access }));
    plans.set(object, made);
    return made;
  }
}

function shapeText({ fields, expand }: Shape): string {
  return fields === undefined && expand === undefined ? '' : JSON.stringify([fields, expand]);
}

function unknownObject(object: string): Refused {
  return { ok: false, issues: [queryIssue('OBJECT_UNKNOWN', '', JSON.stringify(object))] };
}

function planGet(view: ReadableView, shape: Shape): GetPlan {
  const { columns, issues } = columnsOf(view, shape);
  if (issues.length > 0) return { ok: false, issues };
  const id = fieldExpr(view.object, 'id');
  const where = and({ kind: 'compare', type: 'boolean', op: '==', left: id, right: { kind: 'param', type: 'text', index: 0 } }, view.rows);
  const order = [{ by: id, descending: false }];
  return { ok: true, plan: { object: view.object, columns, where, order, limit: 1, cursor: false, count: false, schema: view.schema } };
}

function prepareList(plans: ObjectPlans, query: ListQuery): Prepared {
  const { view } = plans;
  const { sort, fields, expand, limit } = query;
  const frame = plans.frames.get(JSON.stringify([sort, fields, expand, limit]), () => frameOf(view, query));
  const filter = filterOf(view, query.filter);
  if (frame.issues.length > 0 || filter.issues.length > 0) return { ok: false, issues: [...filter.issues, ...frame.issues] };
  const forms = frame.forms.get(JSON.stringify(filter.expr), () => {
    const where = and(filter.expr, view.rows);
    const first: ReadPlan = { object: view.object, columns: frame.columns, where, order: frame.order.terms, limit: frame.limit, cursor: true, count: false, schema: view.schema };
    return { first, next: { ...first, after: filter.args.length }, countPlan: { ...first, cursor: false, count: true } };
  });
  return { ok: true, args: filter.args, order: frame.order, ...forms };
}

function frameOf(view: ReadableView, { sort, limit = pageLimits.usual, ...shape }: ListQuery): ListFrame {
  const { columns, issues } = columnsOf(view, shape);
  const order = orderOf(view, sort);
  const limitFits = Number.isInteger(limit) && limit >= 1 && limit <= pageLimits.most;
  const limitIssues = limitFits ? [] : [queryIssue('LIMIT_INVALID', 'limit', String(pageLimits.most))];
  return { columns, order, limit, issues: [...order.issues, ...issues, ...limitIssues], forms: new RecentMap(kept.forms) };
}

interface PlannedFilter {
  readonly expr: Expr;
  readonly args: readonly Json[];
  readonly issues: readonly QueryIssue[];
}

function filterOf(view: ReadableView, filter: Json | undefined): PlannedFilter {
  if (filter === undefined) return { expr: TRUE, args: [], issues: [] };
  const refused: QueryIssue[] = [];
  const parsed = parseFilter(filter, {
    names: () => view.paths(),
    descriptor: (name) => view.descriptor(name),
    field(name) {
      const visible = view.visible(name);
      if (visible?.expr !== null) return visible?.expr;
      refused.push(queryIssue('FIELD_NOT_FILTERABLE', 'filter', name));
      return view.visible('id')?.expr ?? undefined;
    },
  });
  if (parsed.ok && refused.length === 0) return { expr: parsed.expr, args: parsed.args, issues: [] };
  return { expr: TRUE, args: [], issues: [...(parsed.ok ? [] : parsed.issues), ...refused] };
}
