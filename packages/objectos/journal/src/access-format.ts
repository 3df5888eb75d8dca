import type { Host } from '@objectql/engine';

/*
 * The access stream: batches of denials and reads, chained like entries but in a sequence of their own.
 * hash = sha256(previous || text), previous being 64 hex digits; the first batch rests on sha256('objectos.access/1').
 */

/** What was denied or read, coalesced: equal events of one batch are one with a count. */
export interface AccessEvent {
  readonly kind: 'denied' | 'read';
  /** Of the first one: UTC, ISO 8601. */
  readonly at: string;
  readonly principal: string;
  readonly actors: readonly string[];
  readonly onBehalfOf: string | null;
  readonly surface: string;
  readonly operation: string;
  /** Why it was denied. */
  readonly code?: string;
  /** Of the first one. */
  readonly requestId: string;
  readonly count: number;
  /** Ids of the records it was about, the first 20 of them. */
  readonly ids: readonly string[];
}

/** The text of a batch. `dropped` counts events that found no room. */
export interface AccessText {
  readonly events: readonly AccessEvent[];
  readonly dropped: number;
}

export function accessGenesis(host: Host): string {
  return host.sha256('objectos.access/1');
}

export function hashOfBatch(host: Host, previous: string, text: string): string {
  return host.sha256(previous + text);
}
