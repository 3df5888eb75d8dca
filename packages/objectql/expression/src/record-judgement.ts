import type { Row, Source } from '@objectql/metadata';
import type { Rights } from './access.ts';
import type { Actor } from './actor.ts';
import type { Related } from './evaluator.ts';
import type { Expr } from './expr.ts';

/** A record as it is, and who would call: what an operation judges before it does anything. */
export interface RecordQuestion {
  readonly row: Row;
  readonly related: Related;
  /** With the roles that a delegation leaves him. */
  readonly principal: Actor;
  readonly narrowing: { readonly withheldRoles?: readonly string[] } | null;
  readonly rights: Rights;
}

/** One condition by which an operation judges a record, besides the rules. */
export interface JudgedCondition {
  /** As its author wrote it. */
  readonly text: string;
  readonly expr: Expr;
  readonly holds: boolean;
  readonly source?: Source;
}

/** One way that the operation could take, such as a transition of a flow. All of its conditions must hold. */
export interface JudgedPath {
  /** `submitted -> approved` */
  readonly name: string;
  readonly holds: boolean;
  readonly conditions: readonly JudgedCondition[];
  /** Roles that stand in for a grant of the operation on this way. */
  readonly roles: readonly string[];
  readonly source?: Source;
}

/** How an operation judges one record besides the rules. */
export interface RecordJudgement {
  /** The code that it would refuse with; null where it goes on. */
  readonly code: string | null;
  /** The record's fields that chose among the ways. */
  readonly reads: readonly string[];
  /** In the order in which they are tried; the first that holds is taken. */
  readonly paths: readonly JudgedPath[];
}

/** What `Operation.judge` is, where an operation has it: the kernel carries it without looking. */
export type RecordJudge = (question: RecordQuestion) => RecordJudgement;
