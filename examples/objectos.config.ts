import { defineConfig } from '@objectos/server';
import { crmApp } from './crm/objectos.config.ts';
import { expensesApp } from './expenses/objectos.config.ts';
import { demoTokens } from './demo-tokens.ts';
import { crmPeople } from './crm/people.ts';
import { expensePeople } from './expenses/people.ts';

/** Both examples as plugins of one kernel: what `npm start` serves. */
export default defineConfig({
  plugins: [...crmApp.plugins, ...expensesApp.plugins],
  tenants: ['main'],
  async ready(host) {
    await crmApp.ready(host);
    await expensesApp.ready(host);
    await demoTokens(host, 'main', [...crmPeople, ...expensePeople]);
  },
});
