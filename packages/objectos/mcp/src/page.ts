/** Entries of one answer to a `list` request. */
export const pageSize = 100;

export interface Page<T> {
  readonly entries: T[];
  /** Where the next page begins; absent on the last. */
  readonly nextCursor?: string;
}

/**
 * One page of a list that is sorted by name. A cursor is the name after which the page begins, so entries that come and go
 * between two pages shift nothing. Undefined: the cursor is none of ours.
 */
export function pageOf<T>(sorted: Iterable<readonly [name: string, entry: T]>, cursor: string | undefined): Page<T> | undefined {
  const after = cursor === undefined ? undefined : nameIn(cursor);
  if (after === null) return undefined;
  const entries: T[] = [];
  let last = '';
  for (const [name, entry] of sorted) {
    if (after !== undefined && name <= after) continue;
    if (entries.length === pageSize) return { entries, nextCursor: cursorAfter(last) };
    entries.push(entry);
    last = name;
  }
  return { entries };
}

const mark = 'after:';

function cursorAfter(name: string): string {
  return btoa(encodeURIComponent(mark + name));
}

function nameIn(cursor: string): string | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(cursor) || cursor.length % 4 !== 0) return null;
  try {
    const text = decodeURIComponent(atob(cursor));
    return text.startsWith(mark) ? text.slice(mark.length) : null;
  } catch {
    // Not percent-encoded: not ours.
    return null;
  }
}
