import type { PublishedUnit } from '@objectos/records';
import { effectObject } from './effect-object.ts';

/** Whether what was committed brought an effect that nobody has run yet: a new one, or one that was revived. What is put off its own queue knows of. */
export function wroteEffects(published: unknown): boolean {
  return isUnit(published) && published.changes.some(({ key, after }) => key.object === effectObject.name && after?.['state'] === 'ready' && after['attempts'] === 0);
}

/** What publishers hear of is the unit that the records package committed; other committers may say something else. */
function isUnit(published: unknown): published is Pick<PublishedUnit, 'changes'> {
  return typeof published === 'object' && published !== null && 'changes' in published && Array.isArray(published.changes);
}
