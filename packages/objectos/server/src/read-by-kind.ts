import { Fault, kindsFacet } from '@objectos/kernel';
import type { MetadataEntry, Snapshot } from '@objectos/kernel';
import { formatSource } from '@objectql/metadata';
import type { Checked, UnreadMetadata } from '@objectql/metadata';

/**
 * Metadata of kinds that plugins define, read by the `parse` of each kind: it answers a descriptor with its name, or every
 * issue. Of a kind without a parser a value is its own descriptor; of one that nobody defines the snapshot says so. Throws a `Fault`.
 */
export function readByKind(unread: readonly UnreadMetadata[], snapshot: Snapshot): readonly MetadataEntry[] {
  const kinds = snapshot.get(kindsFacet);
  const entries: MetadataEntry[] = [];
  const problems: Fault[] = [];
  for (const { kind, value, source } of unread) {
    const read = (kinds.get(kind)?.parse?.(value as never, source as never) ?? { ok: true, value, issues: [] }) as Checked<unknown>;
    if (read.ok) entries.push({ kind, name: nameOf(read.value), descriptor: read.value });
    else problems.push(...read.issues.filter(({ severity }) => severity === 'fault').map((issue) => new Fault(issue.code, 'invalid', `${formatSource(issue.source)}: ${issue.message}`)));
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new Fault(first.code, 'invalid', [first.message, ...others.map(({ code, message }) => `${code}: ${message}`)].join('\n'));
  return entries;
}

function nameOf(descriptor: unknown): string {
  const name: unknown = typeof descriptor === 'object' && descriptor !== null && 'name' in descriptor ? descriptor.name : undefined;
  return typeof name === 'string' ? name : '';
}
