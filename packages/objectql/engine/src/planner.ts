import { and, fieldExpr, parseFilter, TRUE } from '@objectql/expression';
import type { Expr, Rights } from '@objectql/expression';
import type { Json, ObjectDescriptor } from '@objectql/metadata';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { columnsOf } from './plan-columns.ts';
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
}

/** Shapes kept per rights and object. */
const keptShapes = 500;

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

/** What is known of one object under one set of rights. */
class ObjectPlans {
  readonly view: ReadableView;
  /** By the shape's text. */
  readonly gets = new RecentMap<string, GetPlan>(keptShapes);
  /** By the query's text, its values included. */
  readonly queries = new RecentMap<string, Prepared>(keptShapes);
  /** By the query's form without its values: two queries of one form share plans, and so what drivers compiled of them. */
  readonly forms = new RecentMap<string, Pick<PreparedList, 'first' | 'next' | 'countPlan'>>(keptShapes);

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
  return { ok: true, plan: { object: view.object, columns, where, order, limit: 1, cursor: false, count: false } };
}

function prepareList(plans: ObjectPlans, query: ListQuery): Prepared {
  const { view } = plans;
  const { columns, issues: columnIssues } = columnsOf(view, query);
  const order = orderOf(view, query.sort);
  const filter = filterOf(view, query.filter);
  const limit = query.limit ?? pageLimits.usual;
  const limitFits = Number.isInteger(limit) && limit >= 1 && limit <= pageLimits.most;
  const issues = [
    ...filter.issues, ...order.issues, ...columnIssues,
    ...(limitFits ? [] : [queryIssue('LIMIT_INVALID', 'limit', String(pageLimits.most))]),
  ];
  if (issues.length > 0) return { ok: false, issues };
  const form = JSON.stringify([filter.expr, order.text, columns.map(({ name, expand }) => (expand === undefined ? name : [name])), limit]);
  const forms = plans.forms.get(form, () => {
    const where = and(filter.expr, view.rows);
    const first: ReadPlan = { object: view.object, columns, where, order: order.terms, limit, cursor: true, count: false };
    return { first, next: { ...first, after: filter.args.length }, countPlan: { ...first, cursor: false, count: true } };
  });
  return { ok: true, args: filter.args, order, ...forms };
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
