import { defineConfig } from '@objectos/server';
import { fixturePlugin } from './fixture-plugin.ts';
import { FixturePlugin } from './fixture-plugin.manifest.ts';

/** The production server with the judge's fixtures in it, and two tokens: of who may use them, and of who may not. */
export default defineConfig({
  plugins: [{ manifest: FixturePlugin, from: import.meta.url, code: [fixturePlugin()] }],
  async ready(host) {
    const people = [{ id: 'tester', name: 'Tester', kind: 'person', roles: ['tester'] }, { id: 'stranger', name: 'Stranger', kind: 'person', roles: [] }] as const;
    for (const person of people) {
      await host.ensure('main', 'principal', person);
      const { token } = (await host.call('main', 'token.create', { principal: person.id })) as { readonly token: string };
      host.print(`${person.id} ${token}`);
    }
    host.print('fixtures are ready');
  },
});
