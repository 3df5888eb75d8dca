import type { Platform } from '@objectos/kernel';

/** How failed effects are tried again. */
export interface RetryPolicy {
  /** Runs in all before an effect is dead. */
  readonly attempts: number;
  /** Longest wait after the first failure, in milliseconds; doubled with each further one. */
  readonly base: number;
  /** No wait is longer than this. */
  readonly cap: number;
}

export const retryPolicy: RetryPolicy = { attempts: 8, base: 1_000, cap: 15 * 60_000 };

/**
 * How long to wait after that many failures: exponential with full jitter (a uniform draw from zero to the bound), so that
 * effects that failed together do not come back together. Source: M. Brooker, "Exponential backoff and jitter", AWS 2015.
 */
export function backoff(failures: number, { base, cap }: RetryPolicy, platform: Pick<Platform, 'randomHex'>): number {
  const bound = Math.min(cap, base * 2 ** (failures - 1));
  const chance = Number.parseInt(platform.randomHex(4), 16) / 2 ** 32;
  return Math.floor(chance * bound);
}
