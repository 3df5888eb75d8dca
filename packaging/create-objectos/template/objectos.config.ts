import { defineConfig } from '@objectos/server';
import { Support } from './support.manifest.ts';

export default defineConfig({
  plugins: [{ manifest: Support, from: new URL('support.manifest.ts', import.meta.url).href }],
  // At each start, once the server listens: sees to the first people.
  async ready(host) {
    await host.ensure('main', 'principal', { id: 'carla', name: 'Carla Customer', roles: ['customer'] });
    await host.ensure('main', 'principal', { id: 'sam', name: 'Sam Supporter', roles: ['supporter'] });
    await host.ensure('main', 'principal', { id: 'lea', name: 'Lea Lead', roles: ['lead', 'supporter'] });
  },
});
