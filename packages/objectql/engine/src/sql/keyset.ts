import { sqlValueOf } from '@objectql/expression';
import type { BindingDialect } from '@objectql/expression';
import { fieldIn } from '../cursor.ts';
import type { ReadOrder } from '../read-plan.ts';

/** One term of an order, as SQL. */
export interface OrderTerm {
  readonly sql: string;
  readonly descending: boolean;
  readonly nullable: boolean;
  /** What a cursor's value of this term is given as. */
  readonly form: { readonly type: ReadOrder['by']['type']; readonly scale?: number };
}

export function orderTerm({ by, descending }: ReadOrder, dialect: BindingDialect): OrderTerm {
  const scale = fieldIn(by)?.scale;
  return {
    sql: sqlValueOf(by, dialect),
    descending,
    nullable: !(by.kind === 'field' && by.required === true),
    form: { type: by.type, ...(by.type === 'decimal' ? { scale: scale ?? 0 } : {}), ...(by.type === 'integer' ? { scale: 0 } : {}) },
  };
}

/** The placeholders of a cursor's values, whose first is the argument `first`; null where the value is null. */
export function cursorPlaces(terms: readonly OrderTerm[], dialect: BindingDialect, cursor: { readonly first: number; readonly nulls: readonly boolean[] }): readonly (string | null)[] {
  return terms.map(({ form }, index) => (cursor.nulls[index] === true ? null : dialect.bind({ kind: 'param', index: cursor.first + index, form })));
}

/**
 * What comes after a row of the order, as consecutive segments: rows that equal it in all terms but the last and are after
 * it in that one, then rows that equal it in all but the last two, and so on. Each segment is a plain conjunction, so each
 * is one range of an index, which one condition with ORs never is. `places` are the placeholders of the row's values, null
 * where the value is null.
 */
export function segmentsAfter(terms: readonly OrderTerm[], places: readonly (string | null)[]): readonly string[] {
  const segments: string[] = [];
  for (let last = terms.length - 1; last >= 0; last--) {
    const equal = terms.slice(0, last).map(({ sql }, index) => equals(sql, places[index] ?? null));
    const term = terms[last];
    if (term !== undefined) for (const beyond of conditionsAfter(term, places[last] ?? null)) segments.push([...equal, beyond].join(' AND '));
  }
  return segments;
}

function equals(sql: string, place: string | null): string {
  return place === null ? `${sql} IS NULL` : `${sql} = ${place}`;
}

/** Nothing comes after a null that is last; nulls come after every value of a descending term. */
function conditionsAfter({ sql, descending, nullable }: OrderTerm, place: string | null): readonly string[] {
  if (place === null) return descending ? [] : [`${sql} IS NOT NULL`];
  if (!descending) return [`${sql} > ${place}`];
  return nullable ? [`${sql} < ${place}`, `${sql} IS NULL`] : [`${sql} < ${place}`];
}
