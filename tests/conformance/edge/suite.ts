import { join } from 'node:path';
import type { Suite, Verdict } from '../suite.ts';
import { judgeParity } from './judge-parity.ts';
import { bundled, startWorkerd } from './workerd.ts';
import type { Workerd } from './workerd.ts';

const here = import.meta.dirname;

export const suite: Suite = {
  async *run() {
    yield await judgeStore();
    yield await judgeParity();
  },
};

/** The contract suite of stores and the tests of what the driver does there alone, each in a durable object of its own. */
async function judgeStore(): Promise<Verdict> {
  const script = await bundled(join(here, 'store.worker.ts'), { 'node:test': join(here, 'registered-tests.ts') });
  const workerd = await startWorkerd({ script, objects: { STORE: 'Store' } });
  try {
    const { own, titles } = (await (await workerd.fetch('/')).json()) as { readonly own: number; readonly titles: readonly string[] };
    const failures = new Map<number, string>();
    for (const place of titles.keys()) {
      const thrown = await thrownBy(workerd, place);
      if (thrown !== '') failures.set(place, thrown);
    }
    const passed = (from: number, to: number): string => `${to - from - [...failures.keys()].filter((place) => place >= from && place < to).length}/${to - from}`;
    return {
      subject: 'edge store',
      counts: { contract: passed(own, titles.length), driver: passed(0, own) },
      failures: [...failures].map(([place, thrown]) => `${titles[place]}: ${thrown}`),
    };
  } finally {
    await workerd.stop();
  }
}

async function thrownBy(workerd: Workerd, place: number): Promise<string> {
  return (await workerd.fetch(`/${place}`)).text();
}
