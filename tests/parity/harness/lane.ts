import assert from 'node:assert/strict';
import { seed } from './seed.ts';
import type { JournalEntry } from './normal-form.ts';
import type { Operator } from './operator.ts';
import { openTenant } from './people.ts';
import type { Tokens } from './people.ts';
import type { TokenOf } from './surface.ts';

/** Where a row of the table takes place: each lane has both as tenants of its own. */
export type Place = 'north' | 'south';

/** REST, SDK, generic tools, pinned tools, command line. */
export type LaneName = 'rest' | 'sdk' | 'tools' | 'pins' | 'cli';

/**
 * A lane is one surface's own pair of tenants, seeded like every other lane's: the same rows in the same order must leave the
 * same answers, the same journal and the same denials in each, down to revisions, numbers and cursors.
 */
export class Lane {
  readonly name: LaneName;
  /** Finds the token of a caller in one of the lane's tenants. */
  readonly tokenOf: TokenOf = (tenant, caller) => {
    const tokens = this.#tokens.get(tenant);
    assert.ok(tokens !== undefined, `${tenant} is not of the lane ${this.name}`);
    return tokens[caller].token;
  };
  readonly #tokens = new Map<string, Tokens>();
  readonly #operator: Operator;
  readonly #seen = new Map<string, number>();

  private constructor(name: LaneName, operator: Operator) {
    this.name = name;
    this.#operator = operator;
  }

  static async open(name: LaneName, operator: Operator): Promise<Lane> {
    const lane = new Lane(name, operator);
    for (const place of ['north', 'south'] as const) {
      const tenant = lane.tenant(place);
      lane.#tokens.set(tenant, await openTenant(operator, tenant));
      await seed(operator, tenant, { place: place === 'north' ? 'n' : 's' });
      await lane.journal(place);
    }
    return lane;
  }

  tenant(place: Place): string {
    return `${place}-${this.name}`;
  }

  /** Entries since the last time; what flows do on their own comes when it comes, and is asked for at the end. */
  async journal(place: Place): Promise<readonly JournalEntry[]> {
    const tenant = this.tenant(place);
    const entries = await this.#read<JournalEntry>(tenant, { after: this.#seen.get(tenant) ?? 0 });
    this.#seen.set(tenant, entries.at(-1)?.seq ?? this.#seen.get(tenant) ?? 0);
    return entries.filter(({ surface }) => surface !== 'flow');
  }

  /** Every entry of the tenant that a flow wrote on its own, once nothing is left to do. */
  async effects(place: Place): Promise<readonly JournalEntry[]> {
    const tenant = this.tenant(place);
    const left = { filter: { state: { $in: ['ready', 'leased'] } }, limit: 1 };
    const patience = Date.now() + 10_000;
    while ((await this.#operator.value<{ records: readonly unknown[] }>(tenant, 'effect.list', left)).records.length > 0) {
      if (Date.now() > patience) throw new Error(`flows of ${tenant} did not come to an end`);
    }
    return (await this.#read<JournalEntry>(tenant, { after: 0 })).filter(({ surface }) => surface === 'flow');
  }

  /** What was denied so far. */
  async denials(place: Place): Promise<readonly Denial[]> {
    const batches = await this.#read<{ readonly seq: number; readonly events: readonly Denial[] }>(this.tenant(place), { after: 0, stream: 'access' });
    return batches.flatMap(({ events }) => events).filter(({ kind }) => kind === 'denied');
  }

  async #read<T extends { readonly seq: number }>(tenant: string, input: { readonly after: number; readonly stream?: 'access' }): Promise<T[]> {
    const all: T[] = [];
    let { after } = input;
    for (;;) {
      const { entries, next } = await this.#operator.value<{ entries: readonly T[]; next: number | null }>(tenant, 'audit.log', { ...input, after, limit: 500 });
      all.push(...entries);
      if (next === null) return all;
      after = next;
    }
  }
}

export interface Denial {
  readonly kind: 'denied' | 'read';
  readonly principal: string;
  readonly actors: readonly string[];
  readonly surface: string;
  readonly operation: string;
  readonly code: string;
  readonly count: number;
}
