import { defineConfig } from '@objectos/server';
import type { AppHost } from '@objectos/server';
import { CRMPlugin } from './crm-plugin.manifest.ts';
import { importSuperstore } from './import-superstore.ts';
import { copilotForMona, crmPeople } from './people.ts';
import { SalesExtras } from './sales-extras.manifest.ts';
import { salesHandlers } from './sales-handlers.ts';
import { salesPrompts } from './sales-prompts.ts';

/** The seed's CRM, what it leaves open, its people and its sales. */
export const crmApp = {
  plugins: [
    { manifest: CRMPlugin, from: new URL('crm-plugin.manifest.ts', import.meta.url).href },
    { manifest: SalesExtras, from: new URL('sales-extras.manifest.ts', import.meta.url).href, code: [salesHandlers, salesPrompts] },
  ],
  async ready(host: AppHost): Promise<void> {
    for (const person of crmPeople) await host.ensure('main', 'principal', person);
    await host.ensure('main', 'delegation', copilotForMona);
    await importSuperstore(host, 'main');
  },
};

export default defineConfig(crmApp);
