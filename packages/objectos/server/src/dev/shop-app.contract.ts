/** The order of a shop with these fields beside its own. */
export const object = (...fields: readonly string[]): string => `name: order
fields:
  title: { type: text, required: true }
  stage: { type: select, options: [open, won, lost], required: true, default: open }
${fields.map((field) => `  ${field}\n`).join('')}`;

/** Winning an order leads to this state, losing it to the other. */
export const flow = (target: string): string => `name: OrderFlow
object: order
field: stage
initialState: open
states:
  open:
    on:
      win: { target: ${target}, conditions: [{ role: clerk }] }
      lose: { target: ${target === 'won' ? 'lost' : 'won'}, conditions: [{ role: clerk }] }
  won:
    actions: [stamp: order]
  lost: {}
`;

/** Prints a token for Ann, a clerk, when it starts. An app in all the ways in which one is written: YAML, TypeScript, and code with something deep below it. */
export const files = {
  'objectos.config.ts': `import { defineConfig } from '@objectos/server';
import { Shop } from './shop.manifest.ts';
import { handlers } from './handlers.ts';

export default defineConfig({
  plugins: [{ manifest: Shop, from: new URL('shop.manifest.ts', import.meta.url).href, code: [handlers] }],
  async ready(host) {
    await host.ensure('main', 'principal', { id: 'ann', name: 'Ann', kind: 'person', roles: ['clerk'] });
    const { token } = (await host.call('main', 'token.create', { principal: 'ann' })) as { token: string };
    host.print(\`token \${token}\`);
  },
});
`,
  'shop.manifest.ts': `import { stamped } from './stamped.ts';

export const Shop = {
  name: 'shop',
  version: '1.0.0',
  objects: [{ import: './order.yml' }, stamped],
  flows: [{ import: './order.flow.yml' }],
  permissions: { clerk: ['*:orders', '*:stampeds'] },
};
`,
  'stamped.ts': `import { defineObject, f } from '@objectql/metadata';

export const stamped = defineObject({ name: 'stamped', fields: { text: f.text() } });
`,
  'order.yml': object(),
  'order.flow.yml': flow('won'),
  'handlers.ts': `import { definePlugin } from '@objectos/kernel';
import { effectHandlersFacet } from '@objectos/flow';
import type { EffectHandler } from '@objectos/flow';
import { textFor } from './deep/text.ts';

const stamp: EffectHandler = { action: 'stamp', run: async ({ call }) => void (await call('stamped.create', { text: textFor() })) };

export const handlers = definePlugin({ name: 'shop-handlers', version: '1.0.0', contributes: [effectHandlersFacet.of(stamp)] });
`,
  'deep/text.ts': 'export { word as textFor } from \'./word.ts\';\n',
  'deep/word.ts': 'export const word = (): string => \'first\';\n',
};
