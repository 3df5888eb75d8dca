import { FakePlatform, TestWork, ann, operation, stagesPlugin, startKernel, withOperations } from './fake-kernel.test.ts';

/** What the kernel adds to one call, nanoseconds: every stage a stub that answers at once. `node pipeline.bench.ts` */
const rounds = 5;
const calls = 300_000;

const reply = Promise.resolve({ reply: { value: 'committed' } });
const kernel = await startKernel([
  withOperations(
    operation('thing.get', { handler: ({ input }) => ({ value: input }) }),
    operation('thing.create', { effect: 'write', handler: () => new TestWork() }),
    ...Array.from({ length: 500 }, (_, index) => operation(`other${index}.get`)),
  ),
  stagesPlugin({ commit: () => reply }),
], new FakePlatform());

const input = { id: '1' };
for (const name of ['thing.get', 'thing.create']) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = process.cpuUsage();
    for (let index = 0; index < calls; index++) await kernel.call(name, input, ann);
    const { user, system } = process.cpuUsage(began);
    times.push(((user + system) * 1_000) / calls);
  }
  const [best = 0] = times.toSorted((a, b) => a - b);
  process.stdout.write(`${name} kernel_ns=${Math.round(best)}\n`);
}
