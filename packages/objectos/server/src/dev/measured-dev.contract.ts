import { runCli } from '../cli.ts';

/** The command line in a process that tells, when asked, how much memory is in use after the garbage is collected. */
process.on('message', () => void tellHeap());
process.channel?.unref();
process.exitCode = await runCli(process.argv.slice(2));

async function tellHeap(): Promise<void> {
  for (let round = 0; round < 6; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
  process.send?.(process.memoryUsage().heapUsed);
}
