/*
 * Loaded before a server, it counts how often a timer of the server or of a package that it uses fires, and prints the count at
 * each SIGUSR2. Timers inside node itself (node:http looks after slow connections twice a minute) are not among them.
 */
let fired = 0;

type Task = (...args: unknown[]) => unknown;

for (const name of ['setTimeout', 'setInterval'] as const) {
  const start = globalThis[name] as (task: Task, ...rest: unknown[]) => NodeJS.Timeout;
  const counting = (task: Task, ...rest: unknown[]): NodeJS.Timeout => start((...args) => (fired++, task(...args)), ...rest);
  Object.defineProperty(globalThis, name, { value: Object.assign(counting, start), configurable: true, writable: true });
}

export const report = (): void => void process.stdout.write(`timers fired: ${fired}.\n`);
process.on('SIGUSR2', report);
