import type { ObjectosError } from '@objectos/protocol';

/** Pauses grow from the first to the second, in milliseconds. */
const shortest = 250;
const longest = 8_000;

/** Statuses that say "not now". A 500 is not one: what failed on the server's side fails again. */
const passing: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/**
 * May the same call fare better in a moment? Refusals never do. What this side sees fail (`NETWORK_FAILED`, `TIMED_OUT`) has the
 * status of its category, 503.
 */
export function isPassing({ status }: Pick<ObjectosError, 'status'>): boolean {
  return passing.has(status);
}

/** Milliseconds before the attempt after `attempt` (0: the first): full jitter below a doubling bound, after what the server asked for. */
export function pauseAfter(attempt: number, retryAfter: number, random: () => number): number {
  return retryAfter + Math.floor(random() * Math.min(longest, shortest * 2 ** attempt));
}

/** `Retry-After` in milliseconds; 0 where there is none. A date is read by the server's own clock where it tells it. */
export function retryAfterOf(headers: Headers, now: number): number {
  const given = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/u.test(given)) return Number(given) * 1_000;
  const until = /^[A-Z][a-z]/u.test(given) ? Date.parse(given) : Number.NaN;
  const from = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(until) ? 0 : Math.max(0, until - (Number.isNaN(from) ? now : from));
}
