import type { Advice } from './advice.ts';

/** The candidate that `name` was probably meant to be, or undefined where none is close. Ties go to the earlier candidate. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const most = allowance(name, candidate);
    if (Math.abs(candidate.length - name.length) > most) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= most && distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** How many letters may differ: one in three. Names of unreasonable length are not compared at all. */
function allowance(name: string, candidate: string): number {
  const length = Math.max(name.length, candidate.length);
  return length > longest ? -1 : Math.floor(length / 3);
}
const longest = 200;

/** `Did you mean "x"?` with its correction, where one of the candidates is close. */
export function misspelling(name: string, candidates: Iterable<string>): Exclude<Advice, string> | undefined {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? undefined : { hint: `Did you mean "${nearest}"?`, fix: { replace: name, by: nearest } };
}

/** `Did you mean "x"?`, or the whole list where it is short, or nothing. */
export function suggestion(name: string, candidates: Iterable<string>): Advice | undefined {
  const all = [...candidates];
  return misspelling(name, all) ?? (all.length > 0 && all.length <= 12 ? `Known: ${all.join(', ')}.` : undefined);
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(cell(last, j) + 1, cell(row, j - 1) + 1, cell(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, cell(beforeLast, j - 2) + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return cell(last, b.length);
}

function cell(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
