import { defineRef } from './ref.ts';

/** Time, chance, hashing and timers: the only way to them, so that edge, browser and simulation are possible. */
export interface Platform {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Lower-case hex SHA-256 of the UTF-8 text. */
  sha256(text: string): string;
  /** That many random bytes as lower-case hex. */
  randomHex(bytes: number): string;
  /** A UUIDv7, increasing within this process. */
  uuid(): string;
  /** Runs the task after the current turn of the event loop. */
  defer(task: () => void): void;
  /** Runs the task once after that many milliseconds; does not keep the process alive. Returns a function that cancels it. */
  timer(milliseconds: number, task: () => void): () => void;
  /** Runs the task so that a failure that nobody awaits, of whatever it starts, can be told by the plugin's name. Absent: it cannot. */
  attributed?<T>(plugin: string, task: () => T): T;
  /** One line for the operator. */
  log(level: 'info' | 'warn' | 'error', message: string, cause?: unknown): void;
}

export const platformRef = defineRef<Platform>('kernel.platform');
