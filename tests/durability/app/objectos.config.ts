import { defineConfig } from '@objectos/server';
import { expensesApp } from '../../../examples/expenses/objectos.config.ts';

const everything = ['expenses', 'ledger_entries', 'effects', 'notifications', 'audit_notes', 'principals', 'delegations', 'audit'];

/** The expense example, and one more person who may read whatever the journal speaks of. */
export default defineConfig({
  plugins: [...expensesApp.plugins, { manifest: { name: 'durability', version: '1.0.0', permissions: { watcher: everything.map((plural) => `read:${plural}`) } }, from: import.meta.url }],
  async ready(host) {
    await expensesApp.ready(host);
    await host.ensure('main', 'principal', { id: 'wanda', name: 'Wanda Watcher', kind: 'person', roles: ['watcher'] });
    host.print('ready');
  },
});
