import { kindsFacet } from './built-in-facets.ts';
import type { MetadataIssue } from './built-in-facets.ts';
import { fault } from './errors.ts';
import { Fault } from './fault.ts';
import type { Snapshot } from './snapshot.ts';

/** Runs the whole-set checks of every metadata kind: faults for the boot, warnings as lines for the operator. */
export function checkMetadata(snapshot: Snapshot): { readonly faults: readonly Fault[]; readonly warnings: readonly string[] } {
  const faults: Fault[] = [];
  const warnings: string[] = [];
  for (const kind of snapshot.get(kindsFacet).values()) {
    try {
      for (const issue of kind.check?.(snapshot) ?? []) {
        const text = describe(issue);
        if (issue.severity === 'warning') warnings.push(`${issue.code}: ${text}`);
        else faults.push(new Fault(issue.code, 'invalid', text));
      }
    } catch (error) {
      faults.push(error instanceof Fault ? error : fault('METADATA_CHECK_FAILED', { kind: kind.kind, message: String(error) }, { cause: error }));
    }
  }
  return { faults, warnings };
}

function describe({ message, hint, source }: MetadataIssue): string {
  const where = source === undefined ? '' : `${source.file}${placeIn(source)}: `;
  return `${where}${message}${hint === undefined ? '' : ` ${hint}`}`;
}

function placeIn({ line, column, path }: NonNullable<MetadataIssue['source']>): string {
  if (line !== undefined) return `:${line}:${column ?? 1}`;
  return path === undefined ? '' : ` (${path})`;
}
