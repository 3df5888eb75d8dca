import { readSync } from 'node:fs';
import { SqliteDriver } from './sqlite-driver.ts';
import { genesis, inserted, objectOf, rowOf, write } from './trial.contract.ts';

/**
 * A process that owns a store and dies: `node crashing.contract.ts <file> <step>`. It says on its output what has happened;
 * what it said was committed must be there when another process opens the store.
 */
export const counted = objectOf('counted', { text: { type: 'longText' } });

export type CrashStep = 'hold' | 'endless' | 'loaded' | 'applied' | 'committed' | 'migrated' | 'opened';

if (import.meta.main) await run(process.argv[2] ?? '', process.argv[3] as CrashStep);

async function run(file: string, step: CrashStep): Promise<void> {
  const driver = await SqliteDriver.open({ file });
  dieAt('opened', step);
  await driver.migrate([counted], genesis);
  dieAt('migrated', step);
  const { seq } = await driver.head();
  if (step === 'hold') {
    say('held');
    readSync(0, Buffer.alloc(1));
    await driver.close();
    return;
  }
  const last = step === 'endless' ? Infinity : seq + 3;
  for (let next = seq + 1; next <= last; next++) {
    await write(driver, [inserted(counted, rowOf(counted, `c${next}`, { text: 'x'.repeat(2000) }))]);
    say(`committed ${next}`);
  }
  dieAt('committed', step);
  await driver.lane(async (lane) => {
    await lane.load({ keys: [{ object: 'counted', id: 'c1' }], holders: [], references: [] });
    dieAt('loaded', step);
    const changes = Array.from({ length: 500 }, (_, index) => inserted(counted, rowOf(counted, `lost${index}`, { text: 'y'.repeat(10_000) })));
    await lane.apply(changes, [{ seq: lane.head.seq + 1, header: '{}', salt: null, digest: '', hash: 'lost', changes: [] }]);
    dieAt('applied', step);
  });
}

function say(what: string): void {
  process.stdout.write(`${what}\n`);
}

/** As abruptly as a process can: no handler runs, nothing is flushed. */
function dieAt(here: CrashStep, step: CrashStep): void {
  if (here === step) process.kill(process.pid, 'SIGKILL');
}
