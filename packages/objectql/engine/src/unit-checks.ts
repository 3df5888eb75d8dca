import { compilePredicate } from '@objectql/expression';
import type { Expr, Predicate } from '@objectql/expression';
import type { Row } from '@objectql/metadata';
import type { RowCell } from './overlay.ts';
import type { PendingUnit } from './pending-unit.ts';
import type { Check } from './unit.ts';

type Holds = Extract<Check, { kind: 'holds' }>;

const compiled = new WeakMap<Expr, Predicate>();

/** What a decision rested on before its writes. To be judged while the unit has none pending. */
export function judgeChecksBefore(unit: PendingUnit, checks: readonly Check[]): void {
  for (const check of checks) {
    if (check.kind === 'none' || (check.kind === 'holds' && check.when === 'after')) continue;
    const cell = unit.overlay.row(check.key);
    if (!cell.loaded) unit.waits = true;
    else if (check.kind === 'holds') judgeHolds(unit, check, cell);
    else if (check.kind === 'absent') {
      if (cell.now !== null) unit.problem('DUPLICATE_ID', check.key.object);
    } else if (cell.now === null) unit.problem('RECORD_NOT_FOUND', check.key.object);
    else if (check.kind === 'revision' && cell.now['revision'] !== check.revision) unit.problem('STALE', check.key.object);
  }
}

/** What must be true of the rows as the unit's writes leave them: this is what ends write skew. */
export function judgeChecksAfter(unit: PendingUnit, checks: readonly Check[]): void {
  for (const check of checks) {
    if (check.kind === 'none') {
      if (check.equals === null) continue;
      const referenced = unit.overlay.referenced(check.object, check.field, check.equals);
      if (referenced === true) unit.problem('RECORD_REFERENCED', check.object);
      else if (referenced === undefined) unit.waits = true;
    } else if (check.kind === 'holds' && check.when === 'after') {
      const cell = unit.overlay.row(check.key);
      if (cell.loaded) judgeHolds(unit, check, cell);
      else unit.waits = true;
    }
  }
}

function judgeHolds(unit: PendingUnit, check: Holds, cell: RowCell): void {
  const row = cell.pendingRow();
  let unsure = false;
  const related = (object: string, id: string): Row | null => {
    const target = unit.overlay.row({ object, id });
    unsure ||= !target.loaded;
    return target.pendingRow();
  };
  const holds = row !== null && predicateOf(check.predicate)(row, unit.scope.principal, check.args, related);
  if (unsure) unit.waits = true;
  else if (!holds) unit.problem('CONDITION_FAILED', check.message);
}

function predicateOf(expr: Expr): Predicate {
  let predicate = compiled.get(expr);
  if (predicate === undefined) compiled.set(expr, (predicate = compilePredicate(expr)));
  return predicate;
}
