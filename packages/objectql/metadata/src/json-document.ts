import { longestText } from './document.ts';
import type { Document } from './document.ts';
import type { Checked } from './issue.ts';
import { formatPath } from './origin.ts';
import type { Path } from './origin.ts';
import type { Source } from './source.ts';

const deepest = 100;
const numberText = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/uy;
const stringText = /"(?:[^"\\]|\\.)*"/uy;
const literals = { true: true, false: false, null: null } as const;

/** Reads JSON (RFC 8259) and remembers where each part stands. A duplicate key is a fault: which one was meant? */
export function readJson(text: string, file: string): Checked<Document> {
  const reader = new JsonReader(text);
  try {
    const value = reader.read();
    return { ok: true, value: { value, origin: { source: (path) => reader.source(path, file) } }, issues: [] };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const source = { file, ...positionOf(text, error.offset) };
    return { ok: false, issues: [{ code: 'METADATA_SYNTAX', severity: 'fault', message: error.message, source }] };
  }
}

/** Unwinds the reader at the first fault; never leaves this file. */
class JsonFault extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

interface Part {
  /** Where the part begins: its key, or itself in a list. */
  readonly start: number;
  /** Where the text of its value begins, if it has a key and is no list or mapping. */
  readonly value?: number;
}

class JsonReader {
  readonly #text: string;
  readonly #parts = new Map<string, Part>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    if (this.#text.length > longestText) this.#fail(`The file has more than ${longestText} characters.`);
    this.#space();
    this.#parts.set(keyOf([]), { start: this.#at });
    const value = this.#value([]);
    this.#space();
    if (this.#at < this.#text.length) this.#fail(`Expected the end of the file, found ${this.#found()}.`);
    return value;
  }

  /** Where a part stands, or the nearest part that holds it. */
  source(path: Path, file: string): Source {
    let known = path;
    while (!this.#parts.has(keyOf(known))) known = known.slice(0, -1);
    const { start, value } = this.#parts.get(keyOf(known)) ?? { start: 0 };
    const source: Source = { file, ...positionOf(this.#text, start) };
    const located = path.length === 0 ? source : { ...source, path: formatPath(path) };
    return value === undefined || known.length < path.length ? located : { ...located, value: positionOf(this.#text, value) };
  }

  #value(path: Path): unknown {
    if (path.length > deepest) this.#fail(`More than ${deepest} levels deep.`);
    const char = this.#text[this.#at];
    if (char === '{') return this.#object(path);
    if (char === '[') return this.#array(path);
    if (char === '"') return this.#string();
    for (const [word, value] of Object.entries(literals)) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const number = this.#match(numberText);
    if (number === undefined) this.#fail(`Expected a value, found ${this.#found()}.`);
    return Number(number);
  }

  #object(path: Path): object {
    const keys = new Set<string>();
    const entries: [string, unknown][] = [];
    this.#list('}', () => {
      const start = this.#at;
      if (this.#text[start] !== '"') this.#fail(`Expected a key in double quotes, found ${this.#found()}.`);
      const key = this.#string();
      if (keys.has(key)) this.#fail(`Key ${JSON.stringify(key)} is there twice.`, start);
      keys.add(key);
      this.#space();
      if (this.#text[this.#at] !== ':') this.#fail(`Expected ":" after the key, found ${this.#found()}.`);
      this.#at++;
      this.#space();
      const first = this.#text[this.#at] ?? '';
      this.#parts.set(keyOf([...path, key]), '{['.includes(first) ? { start } : { start, value: this.#at + (first === '"' ? 1 : 0) });
      entries.push([key, this.#value([...path, key])]);
    });
    return Object.fromEntries(entries);
  }

  #array(path: Path): unknown[] {
    const items: unknown[] = [];
    this.#list(']', () => {
      const itemPath = [...path, items.length];
      this.#parts.set(keyOf(itemPath), { start: this.#at });
      items.push(this.#value(itemPath));
    });
    return items;
  }

  /** Entries between commas up to the closing bracket. */
  #list(close: string, entry: () => void): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      entry();
      this.#space();
      const char = this.#text[this.#at];
      if (char !== ',' && char !== close) this.#fail(`Expected "," or "${close}", found ${this.#found()}.`);
      this.#at++;
      if (char === close) return;
      this.#space();
    }
  }

  #string(): string {
    const text = this.#match(stringText);
    if (text === undefined) return this.#fail('This text has no closing quote.');
    try {
      return JSON.parse(text) as string;
    } catch {
      return this.#fail('This text has an escape that JSON does not know, or a line break or control character.', this.#at - text.length);
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0];
    this.#at += text?.length ?? 0;
    return text;
  }

  #space(): void {
    while (/[ \t\r\n]/u.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #found(): string {
    const char = this.#text[this.#at];
    return char === undefined ? 'the end of the file' : JSON.stringify(char);
  }

  #fail(message: string, offset = this.#at): never {
    throw new JsonFault(message, offset);
  }
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
