import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definePlugin } from './plugin.ts';
import type { Plugin } from './plugin.ts';
import { defineRef } from './ref.ts';

interface Clock { now(): number }
const clockRef = defineRef<Clock>('test.clock');
const nameRef = defineRef<string>('test.name');

test('setup is given exactly what the plugin needs, and must return exactly what it provides', () => {
  const plugins: Plugin[] = [
    definePlugin({ name: 'plain', version: '1' }),
    definePlugin({
      name: 'namer', version: '1', needs: { clock: clockRef }, provides: { name: nameRef },
      setup({ clock }) {
        const at: number = clock.now();
        return { name: `at ${at}` };
      },
    }),
    definePlugin({
      name: 'wanting', version: '1', needs: { clock: clockRef }, wants: { name: nameRef },
      async setup({ clock, name }, lifetime) {
        const known: string | undefined = name;
        lifetime.onStop(() => void [clock, known]);
        // @ts-expect-error what exists only perhaps may be missing
        const sure: string = name;
        await Promise.resolve(sure);
      },
    }),
    // @ts-expect-error provides without setup
    definePlugin({ name: 'idle', version: '1', provides: { clock: clockRef } }),
    // @ts-expect-error setup returns something else than it provides
    definePlugin({ name: 'liar', version: '1', provides: { clock: clockRef }, setup: () => ({ clock: 'noon' }) }),
    definePlugin({
      name: 'grabber', version: '1', needs: { clock: clockRef },
      // @ts-expect-error a service that was not asked for
      setup: ({ name }) => void name,
    }),
  ];
  assert.equal(plugins.length, 6);
});
