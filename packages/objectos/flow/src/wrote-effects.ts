import { effectObject } from './effect-object.ts';

interface PublishedChange {
  readonly key: { readonly object: string };
  readonly after: Readonly<Record<string, unknown>> | null;
}

/** Whether what was committed leaves an effect ready to run. What publishers hear of is the changes of the unit. */
export function wroteEffects(published: unknown): boolean {
  if (typeof published !== 'object' || published === null || !('changes' in published) || !Array.isArray(published.changes)) return false;
  return (published.changes as readonly PublishedChange[]).some(({ key, after }) => key.object === effectObject.name && after?.['state'] === 'ready');
}
