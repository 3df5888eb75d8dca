import type { Context, Runtime } from '@objectos/kernel';
import { genericToolsFor } from './generic-tools.ts';
import { pinnedToolsFor } from './pinned-tools.ts';
import type { Tool } from './tool.ts';

/** A caller's tools by name, sorted: the same rights give the same list in the same order. */
export function toolsFor(runtime: Runtime, context: Context): ReadonlyMap<string, Tool> {
  const permitted = new Map(runtime.permitted(context).map((each) => [each.operation.name, each]));
  const tools = [...genericToolsFor(permitted), ...pinnedToolsFor(permitted, runtime.snapshotFor(context.tenant))];
  return new Map(tools.map((tool) => [tool.definition.name, tool] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
