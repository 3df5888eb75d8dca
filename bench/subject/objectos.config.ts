import { defineConfig } from '@objectos/server';
import type { AppHost } from '@objectos/server';
import { customer } from '../customer-table.ts';
import { BenchPlugin } from './bench-plugin.manifest.ts';

const rows = Number(process.env['ROWS'] ?? 100_000);
const inFlight = 500;
const roles = ['administrator', 'clerk'] as const;

/** The production entry point with the limit handler's table in it, and a token each of the administrator and of the restricted role. */
export default defineConfig({
  plugins: [{ manifest: BenchPlugin, from: new URL('bench-plugin.manifest.ts', import.meta.url).href }],
  async ready(host) {
    for (const role of roles) await host.ensure('main', 'principal', { id: role, name: role, kind: 'person', roles: [role] });
    await fill(host);
    const tokens = await Promise.all(roles.map((role) => host.call('main', 'token.create', { principal: role }))) as readonly { readonly token: string }[];
    host.print(`bench tokens ${tokens.map(({ token }) => token).join(' ')}`);
  },
});

async function fill(host: AppHost): Promise<void> {
  const { total } = (await host.call('main', 'customer.list', { count: true, limit: 1 })) as { readonly total: number };
  const indexes = Array.from({ length: rows - total }, (_, index) => total + index).values();
  const worker = async (): Promise<void> => {
    for (const index of indexes) {
      const { id, values } = customer(index);
      await host.call('main', 'customer.create', { id, ...values });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}
