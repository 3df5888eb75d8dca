import type { Row } from '@objectql/metadata';
import type { PendingChange, RowCell, Table } from './overlay.ts';
import type { PendingUnit } from './pending-unit.ts';

/**
 * What the descriptors say of every unit, judged over its folded changes: references exist, unique values are free, nobody
 * refers to what is deleted. References are judged as the whole unit leaves things, so parent and child may come in any order;
 * unique values change by change, so that the changes can be applied in that order under a unique index.
 */
export function judgeDescriptors(unit: PendingUnit): void {
  for (const cell of unit.cells) {
    const change = cell.pending;
    if (change === null) continue;
    const { rules } = cell.table;
    if (change.after !== null && rules.lookups.length > 0) judgeReferences(unit, cell.table, change);
    if (change.op !== 'add') for (const rule of rules.uniques) judgeUnique(unit, cell, { rule, change });
    if (change.op === 'delete') judgeReferrers(unit, cell, change);
  }
}

function judgeReferences(unit: PendingUnit, table: Table, { before, after }: PendingChange): void {
  for (const { field, target } of table.rules.lookups) {
    const id = after?.[field] ?? null;
    if (typeof id !== 'string' || id === before?.[field]) continue;
    if (target === null) {
      unit.problem('REFERENCE_MISSING', field, field);
      continue;
    }
    const cell = unit.overlay.row({ object: target, id });
    if (!cell.loaded) unit.waits = true;
    else if (cell.pendingRow() === null) unit.problem('REFERENCE_MISSING', field, field);
  }
}

function judgeUnique(unit: PendingUnit, cell: RowCell, { rule, change }: { rule: Table['rules']['uniques'][number]; change: PendingChange }): void {
  const before = change.before === null ? null : rule.keyOf(change.before);
  const after = change.after === null ? null : rule.keyOf(change.after);
  if (before === after) return;
  if (before !== null) unit.hold(unit.overlay.held(cell.table, rule, before, cell.key.id), null);
  if (after === null) return;
  const holder = unit.overlay.holder(cell.table, rule, after, () => valuesOf(rule.fields, change.after));
  if (!holder.loaded) {
    unit.waits = true;
    return;
  }
  const id = holder.pendingId();
  if (id === null) unit.hold(holder, cell.key.id);
  else if (id !== cell.key.id) unit.problem('VALUE_TAKEN', rule.fields.join(', '), rule.fields[0]);
}

function valuesOf(fields: readonly string[], row: Row | null): Row[string][] {
  return fields.map((field) => row?.[field] ?? null);
}

function judgeReferrers(unit: PendingUnit, cell: RowCell, change: PendingChange): void {
  if (change.before === null) return;
  for (const object of new Set(cell.table.rules.referrers.map((referrer) => referrer.object))) {
    const lookups = cell.table.rules.referrers.filter((referrer) => referrer.object === object);
    const answers = new Set(lookups.map(({ field }) => unit.overlay.referenced(object, field, cell.key.id)));
    if (answers.has(true)) unit.problem('RECORD_REFERENCED', object);
    else if (answers.has(undefined)) unit.waits = true;
  }
}
