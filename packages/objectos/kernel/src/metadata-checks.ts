import { checksFacet, kindsFacet } from './built-in-facets.ts';
import type { Check, MetadataIssue } from './built-in-facets.ts';
import { fault } from './errors.ts';
import { Fault } from './fault.ts';
import type { Snapshot } from './snapshot.ts';

/** Runs every whole-set check, of metadata kinds and of plugins; a check that fails itself is a fault beside what the others found. */
export function checkMetadata(snapshot: Snapshot): { readonly issues: readonly MetadataIssue[]; readonly failures: readonly Fault[] } {
  const issues: MetadataIssue[] = [];
  const failures: Fault[] = [];
  for (const [owner, check] of checksOf(snapshot)) {
    try {
      issues.push(...check(snapshot));
    } catch (error) {
      failures.push(error instanceof Fault ? error : fault('METADATA_CHECK_FAILED', { owner, message: String(error) }, { cause: error }));
    }
  }
  return { issues, failures };
}

function* checksOf(snapshot: Snapshot): Generator<readonly [owner: string, check: Check]> {
  for (const kind of snapshot.get(kindsFacet).values()) yield [`metadata kind "${kind.kind}"`, (whole) => kind.check?.(whole) ?? []];
  for (const { plugin, value } of snapshot.get(checksFacet)) yield [`plugin "${plugin}"`, value];
}

/** Place, what is wrong and what to do, on one line. */
export function describeIssue({ message, hint, source }: MetadataIssue): string {
  const where = source === undefined ? '' : `${source.file}${placeIn(source)}: `;
  return `${where}${message}${hint === undefined ? '' : ` ${hint}`}`;
}

function placeIn({ line, column, path }: NonNullable<MetadataIssue['source']>): string {
  if (line !== undefined) return `:${line}:${column ?? 1}`;
  return path === undefined ? '' : ` (${path})`;
}
