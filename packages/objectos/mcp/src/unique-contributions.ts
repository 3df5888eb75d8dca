import type { Contribution } from '@objectos/kernel';
import { mcpFault } from './errors.ts';

/** Contributions by their key, sorted. Throws the `Fault` that names both plugins where two bring the same. */
export function uniqueContributions<T>(inputs: readonly Contribution<T>[], what: string, keyOf: (value: T) => string): ReadonlyMap<string, T> {
  const owners = new Map<string, string>();
  const values: [string, T][] = [];
  for (const { plugin, value } of inputs) {
    const key = keyOf(value);
    const first = owners.get(key);
    if (first !== undefined) throw mcpFault('MCP_DUPLICATE', { what, key, first, second: plugin });
    owners.set(key, plugin);
    values.push([key, value]);
  }
  return new Map(values.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
