import type { Issue, Source } from '@objectql/metadata';

/** A place in a text, 1-based, and how many characters of its line are meant. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/**
 * What of a text an issue is about: the text that its fix replaces, or else the word where its source begins. Of a module,
 * which knows key paths and no lines, only what is found exactly once: what was written there, or else the last of the keys. Null: nothing that could be pointed at.
 */
export function placeOf({ source, fix }: Pick<Issue, 'source' | 'fix'>, text: string): Place | null {
  const lines = text.split('\n');
  const corrected = fix === undefined ? null : placeOfText(fix.replace, source, lines);
  if (corrected !== null) return corrected;
  if (source.line !== undefined) return wordAt(source.line, source.column ?? 1, lines);
  const written = source.text === undefined ? null : onlyOne(source.text, lines, [1, lines.length]);
  if (written !== null) return written;
  const keys = (source.path ?? '').split(/[.[\]:\s]+/u).filter((key) => key !== '' && !/^\d+$/u.test(key));
  for (const key of keys.toReversed()) {
    const found = onlyOne(key, lines, [1, lines.length]);
    if (found !== null) return found;
  }
  return null;
}

/** Where the text to be replaced stands: at the key, at its value, or once on one of their lines; in a module, once in all of it. */
export function placeOfText(sought: string, { line, column = 1, value }: Source, lines: readonly string[]): Place | null {
  if (line === undefined) return onlyOne(sought, lines, [1, lines.length]);
  for (const at of [{ line, column }, ...(value === undefined ? [] : [value])]) {
    const written = (lines[at.line - 1] ?? '').slice(at.column - 1).replace(/^["']/u, '');
    const quotes = (lines[at.line - 1] ?? '').length - (at.column - 1) - written.length;
    if (written.startsWith(sought) && !/^[\w-]/u.test(written.slice(sought.length))) return { line: at.line, column: at.column + quotes, length: sought.length };
  }
  return onlyOne(sought, lines, [line, Math.max(line, value?.line ?? line)]);
}

/** The one occurrence of the text as a word of its own in these lines; null where there are none or several. */
function onlyOne(sought: string, lines: readonly string[], [from, to]: readonly [from: number, to: number]): Place | null {
  const word = new RegExp(`(?<![\\w-])${RegExp.escape(sought)}(?![\\w-])`, 'gu');
  const found = lines.slice(from - 1, to).flatMap((text, index) => Array.from(text.matchAll(word), (match) => ({ line: from + index, column: match.index + 1, length: sought.length })));
  return found.length === 1 ? (found[0] ?? null) : null;
}

function wordAt(line: number, column: number, lines: readonly string[]): Place | null {
  const text = lines[line - 1];
  if (text === undefined) return null;
  const word = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s:,[\]{}]+)/u.exec(text.slice(column - 1))?.[0] ?? '';
  return { line, column, length: Math.max(1, word.length) };
}
