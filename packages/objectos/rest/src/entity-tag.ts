import { restFault } from './errors.ts';

/** The ETag of a revision. */
export function entityTag(revision: number): string {
  return `"${revision}"`;
}

/** The revision that an `If-Match` names; undefined without the header and for `*`, which every record that is there meets. */
export function revisionIn(ifMatch: string | undefined): number | undefined {
  const given = ifMatch?.trim();
  if (given === undefined || given === '*') return undefined;
  const revision = /^"(\d{1,15})"$/u.exec(given)?.[1];
  if (revision === undefined) {
    throw restFault('HEADER_INVALID', { name: 'If-Match', expected: 'one strong ETag as it was answered, such as "3" with its quotes, or *' }, { details: { path: 'If-Match' } });
  }
  return Number(revision);
}

/** Does an `If-None-Match` name this ETag? Weak and strong tags compare alike here (RFC 9110, 13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, tag: string | undefined): boolean {
  if (ifNoneMatch === undefined || tag === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const strong = withoutWeakness(tag);
  return ifNoneMatch.split(',').some((each) => withoutWeakness(each.trim()) === strong);
}

function withoutWeakness(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
