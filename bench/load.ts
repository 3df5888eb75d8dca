import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServerProcess } from './server-process.ts';

const run = promisify(execFile);

export interface Load {
  readonly requests: number;
  /** The server's own CPU time, in microseconds per request: steady even where the machine is busy. */
  readonly cpuMicros: number;
  readonly perSecond: number;
  /** Answers other than 2xx, and socket errors. */
  readonly bad: number;
}

/** Loads one server with one kind of request through `wrk`: 50 connections, one thread. */
export async function load(server: ServerProcess, request: string, options: { readonly seconds: number; readonly token: string }): Promise<Load> {
  const script = `${import.meta.dirname}/requests/${request}.lua`;
  const before = server.cpuSeconds();
  const { stdout } = await run('wrk', ['-t1', '-c50', `-d${options.seconds}s`, '-s', script, `http://127.0.0.1:${server.port}`], { env: { ...process.env, BENCH_TOKEN: options.token } });
  const cpu = server.cpuSeconds() - before;
  const requests = figure(stdout, /(\d+) requests in/u);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/u.exec(stdout)?.slice(1) ?? [];
  return {
    requests,
    cpuMicros: (cpu * 1e6) / requests,
    perSecond: figure(stdout, /Requests\/sec:\s+([\d.]+)/u),
    bad: Number(/Non-2xx or 3xx responses: (\d+)/u.exec(stdout)?.[1] ?? 0) + errors.reduce((sum, each) => sum + Number(each), 0),
  };
}

function figure(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`wrk did not print ${pattern.source}:\n${text}`);
  return Number(found);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
