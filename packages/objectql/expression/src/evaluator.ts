import type { Json, Row } from '@objectql/metadata';
import type { Actor } from './actor.ts';
import type { Expr } from './expr.ts';

/** Finds the record that a lookup leads to; null where it does not exist, and then its fields read null. */
export type Related = (object: string, id: string) => Row | null;

/** The value of an expression for one row. `related` is needed where the expression goes through a lookup (`lookupsOf`). */
export type Evaluator = (row: Row, actor: Actor, args: readonly Json[], related?: Related) => Json;

/** A condition with its third value: null is unknown. */
export type Truth = (row: Row, actor: Actor, args: readonly Json[], related?: Related) => boolean | null;

export type Predicate = (row: Row, actor: Actor, args: readonly Json[], related?: Related) => boolean;

/** How a part is compiled; passed to the files that compile one kind of expression. */
export type CompileValue = (expr: Expr) => Evaluator;
