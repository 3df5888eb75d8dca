import { createPlanner, runtimeRights } from '@objectql/engine';
import type { Attempt, Scope, Store } from '@objectql/engine';
import { defineObject, f } from '@objectql/metadata';

/** A plugin that was installed in a system that runs: a record of the system store whose id is the plugin's name. */
export const installedPluginObject = defineObject({
  name: 'installed_plugin',
  fields: { place: f.text({ required: true, max: 4000 }), version: f.text({ required: true }) },
});

type StoredRow = Readonly<Record<'id' | 'place' | 'version', string>>;

/** Where an installed plugin is. */
export interface InstalledPlugin {
  readonly name: string;
  /** The whole path of its module or folder. */
  readonly place: string;
  readonly version: string;
}

/** Which plugins there are beside those of the configuration: records of the system store, journalled there. */
export class InstalledPlugins {
  readonly #system: () => Promise<Store>;
  readonly #planner = createPlanner(new Map([[installedPluginObject.name, installedPluginObject]]));
  readonly #rights = runtimeRights([installedPluginObject]);

  constructor(system: () => Promise<Store>) {
    this.#system = system;
  }

  /** By name, at most 500. */
  async all(scope: Scope): Promise<readonly InstalledPlugin[]> {
    const planned = this.#planner.list(this.#rights, installedPluginObject.name, { sort: ['id'], limit: 500 });
    if (!planned.ok) throw new TypeError(`the list of plugins cannot be planned: ${JSON.stringify(planned)}`);
    const { rows } = await (await this.#system()).read(planned.plan, planned.args, scope);
    return rows.map((text) => JSON.parse(text) as StoredRow).map(({ id, place, version }) => ({ name: id, place, version }));
  }

  async note({ name, place, version }: InstalledPlugin, scope: Attempt['scope']): Promise<void> {
    const key = { object: installedPluginObject.name, id: name };
    const row = { id: name, place, version };
    await this.#commit(scope, {
      keys: [key],
      decide: (view) => ({ unit: { writes: [view.get(key) === null ? { op: 'insert', key, row } : { op: 'update', key, set: { place, version } }], checks: [] }, reply: null }),
    });
  }

  async forget(name: string, scope: Attempt['scope']): Promise<void> {
    const key = { object: installedPluginObject.name, id: name };
    await this.#commit(scope, { keys: [key], decide: (view) => ({ unit: { writes: view.get(key) === null ? [] : [{ op: 'delete', key }], checks: [] }, reply: null }) });
  }

  async #commit(scope: Attempt['scope'], attempt: Pick<Attempt, 'keys' | 'decide'>): Promise<void> {
    const outcome = await (await this.#system()).commit({ ...attempt, scope });
    if (!outcome.accepted) throw Object.assign(new Error(outcome.rejection.message), { code: outcome.rejection.code, category: outcome.rejection.category });
  }
}
