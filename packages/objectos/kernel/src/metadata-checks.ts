import { checksFacet, kindsFacet } from './built-in-facets.ts';
import type { Check, MetadataIssue } from './built-in-facets.ts';
import { fault } from './errors.ts';
import { Fault } from './fault.ts';
import type { Snapshot } from './snapshot.ts';

/** Runs every whole-set check, of metadata kinds and of plugins: faults for the boot, warnings as lines for the operator. */
export function checkMetadata(snapshot: Snapshot): { readonly faults: readonly Fault[]; readonly warnings: readonly string[] } {
  const faults: Fault[] = [];
  const warnings: string[] = [];
  for (const [owner, check] of checksOf(snapshot)) {
    try {
      for (const issue of check(snapshot)) {
        const text = describe(issue);
        if (issue.severity === 'warning') warnings.push(`${issue.code}: ${text}`);
        else faults.push(new Fault(issue.code, 'invalid', text));
      }
    } catch (error) {
      faults.push(error instanceof Fault ? error : fault('METADATA_CHECK_FAILED', { owner, message: String(error) }, { cause: error }));
    }
  }
  return { faults, warnings };
}

function* checksOf(snapshot: Snapshot): Generator<readonly [owner: string, check: Check]> {
  for (const kind of snapshot.get(kindsFacet).values()) yield [`metadata kind "${kind.kind}"`, (whole) => kind.check?.(whole) ?? []];
  for (const { plugin, value } of snapshot.get(checksFacet)) yield [`plugin "${plugin}"`, value];
}

function describe({ message, hint, source }: MetadataIssue): string {
  const where = source === undefined ? '' : `${source.file}${placeIn(source)}: `;
  return `${where}${message}${hint === undefined ? '' : ` ${hint}`}`;
}

function placeIn({ line, column, path }: NonNullable<MetadataIssue['source']>): string {
  if (line !== undefined) return `:${line}:${column ?? 1}`;
  return path === undefined ? '' : ` (${path})`;
}
