export { FALSE, TRUE, isFalse, isTrue } from './expr.ts';
export type {
  ActorExpr, ChooseExpr, CompareExpr, Expr, ExprType, FieldExpr, InExpr, LiteralExpr, LogicExpr, NotExpr, ParamExpr, TextTestExpr,
} from './expr.ts';
export type { Access, Rights } from './access.ts';
export type { Actor } from './actor.ts';
export { expressionErrors } from './errors.ts';
export type { ExpressionErrorCode, ExpressionIssue, Span } from './errors.ts';
export { fieldExpr, typeOfField } from './field-expr.ts';
export { and, not, or } from './logic.ts';
export { parseExpression } from './parse-expression.ts';
export type { ParsedExpr } from './parse-expression.ts';
export type { ExpressionEnv } from './typed.ts';
export { compilePredicate, compileValue } from './compile.ts';
export type { Evaluator, Predicate, Related } from './evaluator.ts';
export { sqlOf, sqlValueOf } from './sql.ts';
export { standardSql } from './sql-dialect.ts';
export type { SqlBinding, SqlConstant, SqlDialect, ValueForm } from './sql-dialect.ts';
export { bindingReader } from './sql-binding.ts';
export type { BoundValue } from './sql-binding.ts';
export { sqliteBinder, sqliteDialect } from './sqlite-dialect.ts';
export type { SqliteDialect, SqliteValue } from './sqlite-dialect.ts';
export { canonicalDecimal, compareDecimals, maxDecimalDigits, roundedUnits } from './decimal.ts';
export type { Rounding } from './decimal.ts';
export { compareText, isStorableText } from './text-order.ts';
export { canonicalDate, canonicalDatetime } from './temporal.ts';
export { formatExpr } from './format.ts';
export { attributesOf, fieldsOf, lookupsOf, operandsOf, rolesIn, usesActor } from './walk.ts';
export { simplify } from './simplify.ts';
