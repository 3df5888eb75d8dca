import type { Snapshot } from '@objectos/kernel';
import { genericToolsFor } from './generic-tools.ts';
import { namedToolsFor } from './named-tool.ts';
import { pinnedToolsFor } from './pinned-tools.ts';
import type { PermittedByName, Tool } from './tool.ts';

/** A caller's tools by name, sorted: the same rights give the same list in the same order. */
export function toolsFor(permitted: PermittedByName, snapshot: Snapshot): ReadonlyMap<string, Tool> {
  const tools = [...namedToolsFor(permitted, snapshot), ...pinnedToolsFor(permitted, snapshot), ...genericToolsFor(permitted)];
  return new Map(tools.map((tool) => [tool.definition.name, tool] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
