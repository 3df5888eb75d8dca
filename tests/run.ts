// `npm test [-- options of node --test]`: every test of the workspace. Each file runs in a process of its own, and all of them load
// much the same code: kept compiled, it is compiled once (the tests of four packages took 15 to 17 s with it and 24 without). Two
// files at a time at least: Node leaves one core free, which on two is half of them, though many files wait for processes of their own.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const files = ['packages/*/*/src/**/*.test.ts', 'tests/**/*.test.ts', 'examples/**/*.test.ts'];
const root = join(import.meta.dirname, '..');
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'), ...process.env };
const atOnce = Math.max(2, availableParallelism() - 1);
const run = spawn(process.execPath, ['--test', '--test-reporter=spec', `--test-concurrency=${atOnce}`, ...process.argv.slice(2), ...files], { cwd: root, env, stdio: 'inherit' });
run.once('exit', (code) => void (process.exitCode = code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => run.kill(signal));
