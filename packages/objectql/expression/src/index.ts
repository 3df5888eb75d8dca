export { FALSE, TRUE, isFalse, isTrue } from './expr.ts';
export type {
  ActorExpr, ChooseExpr, CompareExpr, Expr, ExprType, FieldExpr, InExpr, LiteralExpr, LogicExpr, NotExpr, ParamExpr, TextTestExpr,
} from './expr.ts';
export type { Access, Rights } from './access.ts';
export type { Actor } from './actor.ts';
