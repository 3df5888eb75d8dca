import type { SurfaceAnswer } from './surface.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
const uuidWithin = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/gu;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u;
const operators = /^operator:/u;

/** A value with everything replaced that differs between two runs of the same calls: moments, ids that nobody chose, request ids. */
export function normal(value: unknown): unknown {
  if (typeof value === 'string') return moment.test(value) ? '<moment>' : value.replaceAll(uuidWithin, '<uuid>');
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (key === 'requestId' || member === undefined ? [] : [[uuid.test(key) ? '<uuid>' : key, key === 'actors' ? actingFor(member) : normal(member)]])));
}

/** Without the operator at the machine, who stands among the actors of whatever the command line does. */
function actingFor(actors: unknown): unknown {
  return Array.isArray(actors) ? actors.filter((actor) => typeof actor !== 'string' || !operators.test(actor)) : actors;
}

/** An answer as all surfaces must give it. Histories without what tells through which surface somebody came, and when in the tenant's journal. */
export function normalAnswer(answer: SurfaceAnswer): unknown {
  if (answer.ok) return { ok: true, value: normalHistory(normal(answer.value)) };
  // A client keeps neither the URN nor the title: both follow from code and status.
  const { type: _type, title: _title, ...problem } = answer.problem;
  return { ok: false, problem: normal(problem) };
}

function normalHistory(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('entries' in value) || !Array.isArray(value.entries)) return value;
  const isLast = 'nextCursor' in value && value.nextCursor === null;
  return { isLast, entries: (value.entries as readonly JournalEntry[]).map(({ surface: _surface, seq: _seq, ...entry }) => entry) };
}

/** An entry of the journal, as `audit.log` shows it. */
export interface JournalEntry {
  readonly seq: number;
  readonly operation: string;
  readonly principal: string;
  readonly actors: readonly string[];
  readonly onBehalfOf: string | null;
  readonly surface: string;
  readonly changes: readonly JournalChange[];
}

export interface JournalChange {
  readonly op: string;
  readonly object: string;
  readonly record: string;
  readonly before: object | null;
  readonly after: object | null;
}

/** What of an entry must be the same whatever surface the call came through. */
export function normalEntry({ operation, principal, onBehalfOf, changes }: JournalEntry): unknown {
  return normal({ operation, principal, onBehalfOf, changes: changes.map(({ before, after, ...change }) => ({ ...change, before: withoutUpdatedAt(before), after: withoutUpdatedAt(after) })) });
}

/** Two changes within a millisecond have one `updatedAt`, which then does not change. */
function withoutUpdatedAt(row: object | null): object | null {
  return row === null ? null : { ...row, updatedAt: undefined };
}
