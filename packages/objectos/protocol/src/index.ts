export { categoryOf, statusOf, titleOf } from './category.ts';
export type { Category } from './category.ts';
export { isProblem, problemOf } from './problem.ts';
export type { FaultLike, Problem, ProblemIssue } from './problem.ts';
export { ObjectosError, errorFrom } from './objectos-error.ts';
export { filterOperators } from './filter.ts';
export type { FieldFilter, Filter, FilterOperator } from './filter.ts';
export { defaultLimit, encodeListQuery, listParameters, mostLimit } from './list-query.ts';
export type { ListAnswer, ListParameter, ListQuery, SortKey } from './list-query.ts';
