import type { Driver, Lane, Loaded, Needs } from '../driver.ts';
import type { Change } from '../unit.ts';

/** The moments between the steps of a commit. `loading` comes as often as the engine loads. */
export type Moment = 'loading' | 'applying' | 'applied' | 'committed';

export const moments: readonly Moment[] = ['loading', 'applying', 'applied', 'committed'];

/** The driver, with a test standing between its steps: what `at` throws is thrown there. */
export function interposed(driver: Driver, at: (moment: Moment, changes: readonly Change[]) => void | Promise<void>): Driver {
  const between = (lane: Lane): Lane => ({
    head: lane.head,
    async load(needs: Needs): Promise<Loaded> {
      await at('loading', []);
      return lane.load(needs);
    },
    async apply(changes, entries): Promise<void> {
      await at('applying', changes);
      await lane.apply(changes, entries);
      await at('applied', changes);
    },
  });
  return {
    name: driver.name,
    migrate: (objects, genesis, agree) => driver.migrate(objects, genesis, agree),
    read: (plan, args, scope) => driver.read(plan, args, scope),
    async lane<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
      const result = await driver.lane((lane) => work(between(lane)));
      await at('committed', []);
      return result;
    },
    journal: (after, limit) => driver.journal(after, limit),
    history: (key, after, limit) => driver.history(key, after, limit),
    head: () => driver.head(),
    appendAccess: (batch) => driver.appendAccess(batch),
    accessLog: (after, limit) => driver.accessLog(after, limit),
    close: () => driver.close(),
  };
}
