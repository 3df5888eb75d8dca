import { createHash, randomBytes } from 'node:crypto';
import type { Platform } from '@objectos/kernel';

/** A platform whose time stands still until a test moves it, and whose timers fire when it does. */
export class TestPlatform implements Platform {
  readonly #timers = new Set<{ readonly at: number; readonly task: () => void }>();
  readonly lines: string[] = [];
  #now = Date.parse('2026-11-22T12:00:00.000Z');
  #ids = 0;

  now(): number {
    return this.#now;
  }

  sha256(text: string): string {
    return createHash('sha256').update(text, 'utf8').digest('hex');
  }

  randomHex(bytes: number): string {
    return randomBytes(bytes).toString('hex');
  }

  uuid(): string {
    return `00000000-0000-7000-8000-${String(++this.#ids).padStart(12, '0')}`;
  }

  defer(task: () => void): void {
    setImmediate(task);
  }

  timer(milliseconds: number, task: () => void): () => void {
    const timer = { at: this.#now + milliseconds, task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  log(level: 'info' | 'warn' | 'error', message: string): void {
    this.lines.push(`${level} ${message}`);
  }

  /** When the next timer fires, in milliseconds from now; undefined: none is set. */
  get nextTimer(): number | undefined {
    const [first] = [...this.#timers].map(({ at }) => at).toSorted((a, b) => a - b);
    return first === undefined ? undefined : first - this.#now;
  }

  /** Moves time on and fires what has become due. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const timer of [...this.#timers].toSorted((a, b) => a.at - b.at)) {
      if (timer.at > this.#now || !this.#timers.delete(timer)) continue;
      timer.task();
    }
  }
}
