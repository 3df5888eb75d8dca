import { defineConfig } from '@objectos/server';
import type { AppHost } from '@objectos/server';
import { ExpensesPlugin } from './expenses-plugin.manifest.ts';
import { ledgerHandlers } from './ledger-handlers.ts';
import { expensePeople } from './people.ts';

/** Expense approval: the seed's flow, who takes part in it, and the ledger that it writes to. */
export const expensesApp = {
  plugins: [{ manifest: ExpensesPlugin, from: new URL('expenses-plugin.manifest.ts', import.meta.url).href, code: [ledgerHandlers] }],
  async ready(host: AppHost): Promise<void> {
    for (const person of expensePeople) await host.ensure('main', 'principal', person);
  },
};

export default defineConfig(expensesApp);
