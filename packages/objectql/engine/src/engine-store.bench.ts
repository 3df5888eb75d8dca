import type { Driver, Loaded, Needs } from './driver.ts';
import { openStore } from './engine-store.ts';
import type { JournalHead } from './journal-entry.ts';
import { insert, scopeOf, update } from './contract/ledger.contract.ts';
import { account, deal, ledgerObjects, rowOf } from './contract/ledger-objects.contract.ts';
import { plainSealer } from './contract/plain-sealer.contract.ts';
import { testHost } from './contract/test-host.contract.ts';
import type { Attempt, Write } from './unit.ts';

/**
 * What the engine itself costs per unit, CPU: a driver and a sealer that do nothing, decisions made beforehand, groups of
 * fifty. Run it: `node engine-store.bench.ts`.
 */
const host = testHost();
let head: JournalHead = { seq: 0, epoch: 'bench', hash: '' };
let loads = 0;

const stored = { ...rowOf(account, '', { name: 'Acme' }), createdAt: '', createdBy: '', updatedAt: '', updatedBy: '', revision: 1 };

function load({ keys, holders }: Needs): Promise<Loaded> {
  loads += 1;
  const rows = keys.map(({ object, id }) => (object === 'account' && !id.startsWith('new') ? { ...stored, id } : null));
  return Promise.resolve({ rows, holders: holders.map(() => null), references: [] });
}

const unused = (): never => {
  throw new Error('not measured');
};

const driver: Driver = {
  name: 'none',
  migrate: () => Promise.resolve(),
  lane: (work) =>
    work({
      head, load,
      apply: (_changes, entries) => {
        head = { ...head, seq: head.seq + entries.length };
        return Promise.resolve();
      },
    }),
  read: unused, journal: unused, history: unused, head: unused, appendAccess: unused, accessLog: unused, close: unused,
};

const sealer = { ...plainSealer(host), seal: (from: JournalHead, drafts: readonly unknown[]) => drafts.map((_, index) => ({ seq: from.seq + index + 1, header: '', salt: null, digest: '', hash: '', changes: [] })) };

const store = await openStore({ driver, host, sealer, objects: ledgerObjects });
const scope = scopeOf();

function decided(write: Write, keys: Attempt['keys'] = []): Attempt {
  const decision = { unit: { writes: [write], checks: [] }, reply: null };
  return { scope, keys, decide: (view) => (keys.forEach((key) => view.get(key)), decision) };
}

const kinds: Readonly<Record<string, (each: number) => Attempt>> = {
  'create': (each) => decided(insert(account, `new${each}`, { name: 'Deal', limit: '12.00', visits: 3 })),
  'create with a lookup and an autonumber': (each) => decided(insert(deal, `new${each}`, { title: 'Deal', account: 'a', amount: '12.00' })),
  'update on a revision': (each) => decided(update(account, `a${each}`, { name: `Acme ${each}` }, 1), [{ object: 'account', id: `a${each}` }]),
};

const [groups, size] = [400, 50];
for (const [kind, make] of Object.entries(kinds)) {
  const figures: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const waiting = Array.from({ length: groups }, (_, group) => Array.from({ length: size }, (_each, each) => make((round * groups + group) * size + each)));
    loads = 0;
    const began = process.cpuUsage();
    for (const group of waiting) await Promise.all(group.map((attempt) => store.commit(attempt)));
    const { user, system } = process.cpuUsage(began);
    figures.push((user + system) / (groups * size));
  }
  const median = figures.toSorted((a, b) => a - b)[2] ?? Number.NaN;
  process.stdout.write(`${kind}: ${median.toFixed(2)} us, ${loads / groups} load per group\n`);
}
