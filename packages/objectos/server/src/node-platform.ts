import { AsyncLocalStorage } from 'node:async_hooks';
import { hash, randomFillSync } from 'node:crypto';
import type { Platform } from '@objectos/kernel';
import { foreseen } from './operator-text.ts';

/** The platform of a Node process. */
export function createNodePlatform(): Platform {
  const random = new RandomPool();
  return {
    now: Date.now,
    sha256: (text) => hash('sha256', text),
    randomHex: (bytes) => random.hex(bytes),
    uuid: createUuidSource(random),
    defer: (task) => void setImmediate(task),
    timer: startTimer,
    attributed: (plugin, task) => atWork.run(plugin, task),
    log: writeLog,
  };
}

const atWork = new AsyncLocalStorage<string>();

/** The plugin whose setup, timer or other task of its own led to what runs now; null where none did. */
export function pluginAtWork(): string | null {
  return atWork.getStore() ?? null;
}

/** Random bytes drawn 4 KiB at a time and written out once: a system call per id, or a conversion, would cost more than the id. */
class RandomPool {
  readonly #pool = Buffer.alloc(4096);
  #text = '';
  #next = 0;

  hex(bytes: number): string {
    if (bytes > this.#pool.length) throw new RangeError(`At most ${this.#pool.length} random bytes at a time.`);
    if (this.#next + 2 * bytes > this.#text.length) {
      this.#text = randomFillSync(this.#pool).toString('hex');
      this.#next = 0;
    }
    this.#next += 2 * bytes;
    return this.#text.slice(this.#next - 2 * bytes, this.#next);
  }
}

/** UUIDv7 (RFC 9562) that never goes back: within a millisecond the 12 bits after the time count up, and spill into the next. */
function createUuidSource(random: RandomPool): () => string {
  let last = 0;
  let counter = 0;
  let time = '';
  return () => {
    const now = Date.now();
    if (now > last) {
      last = now;
      counter = 0;
      time = '';
    } else if (++counter > 0xfff) {
      last += 1;
      counter = 0;
      time = '';
    }
    if (time === '') {
      const hex = last.toString(16).padStart(12, '0');
      time = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
    }
    const tail = random.hex(8);
    const variant = variants[Number.parseInt(tail.charAt(0), 16) & 3];
    return `${time}${(counter + 0x1000).toString(16).slice(1)}-${variant}${tail.slice(1, 4)}-${tail.slice(4)}`;
  };
}

const variants = ['8', '9', 'a', 'b'] as const;

/** Longer waits than a timer can hold (24.8 days) are taken in steps. */
const longestWait = 2_147_483_647;

function startTimer(milliseconds: number, task: () => void): () => void {
  let handle: NodeJS.Timeout;
  const wait = (left: number): void => {
    const step = Math.min(Math.max(left, 0), longestWait);
    handle = setTimeout(() => (left > step ? wait(left - step) : task()), step);
    handle.unref();
  };
  wait(milliseconds);
  return () => clearTimeout(handle);
}

function writeLog(level: 'info' | 'warn' | 'error', message: string, cause?: unknown): void {
  const detail = cause === undefined ? '' : ` ${detailOf(cause)}`;
  process.stderr.write(`${new Date().toISOString()} ${level} ${message}${detail}\n`);
}

/** A stack where nobody has foreseen what failed; a refusal and the state of a disk are everyday, and say what they are. */
function detailOf(cause: unknown): string {
  const told = foreseen(cause);
  if (told !== null) return `${told.code}: ${told.message}`;
  return cause instanceof Error ? (cause.stack ?? cause.message) : JSON.stringify(cause);
}
