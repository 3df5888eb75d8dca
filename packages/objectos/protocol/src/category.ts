/** What kind of failure it is: the kernel's own closed list, restated because this package imports nothing. */
export type Category =
  | 'malformed' | 'invalid' | 'stale' | 'too_large' | 'unsupported' | 'unauthenticated' | 'forbidden' | 'not_found'
  | 'conflict' | 'locked' | 'limited' | 'unavailable' | 'internal';

/** Each category in HTTP: its status, and the title that a person reads first. */
const inHttp: Readonly<Record<Category, readonly [status: number, title: string]>> = {
  malformed: [400, 'The request cannot be understood'],
  unauthenticated: [401, 'Sign in first'],
  forbidden: [403, 'Not allowed'],
  not_found: [404, 'Not found'],
  conflict: [409, 'In conflict with the present state'],
  stale: [412, 'Changed by someone else'],
  too_large: [413, 'Too large'],
  unsupported: [415, 'Not supported'],
  invalid: [422, 'Against the rules of the data'],
  locked: [423, 'Locked'],
  limited: [429, 'Too many requests'],
  internal: [500, 'Failed on our side'],
  unavailable: [503, 'Not available now'],
};

/** HTTP status of a category: the one place that says so. */
export function statusOf(category: Category): number {
  return inHttp[category][0];
}

export function titleOf(category: Category): string {
  return inHttp[category][1];
}

/** Statuses of HTTP itself that a server or a proxy answers before there is a call, by what they come to for the caller. */
const ofHttp: Readonly<Record<number, Category>> = { 405: 'malformed', 408: 'unavailable', 414: 'too_large', 417: 'unsupported', 431: 'too_large', 502: 'unavailable', 504: 'unavailable' };

/** The category that a status stands for; one that is not known is the caller's (`malformed`) below 500 and `internal` from there on. */
export function categoryOf(status: number): Category {
  for (const [category, [known]] of Object.entries(inHttp)) if (known === status) return category as Category;
  return ofHttp[status] ?? (status >= 400 && status < 500 ? 'malformed' : 'internal');
}
