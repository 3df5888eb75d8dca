import type { Place } from './source-place.ts';

/** Lines longer than this are cut around what is meant. */
const widest = 120;

/** The line that is meant between its neighbours, with line numbers and a caret below what is meant. */
export function codeFrame(text: string, { line, column, length }: Place): readonly string[] {
  const lines = text.split('\n').map((each) => each.replace(/\r$/u, '').replaceAll('\t', ' '));
  const first = Math.max(1, line - 1);
  const last = Math.min(lines.length, line + 1);
  const from = column > widest - 20 ? column - 40 : 0;
  const gutter = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    frame.push(`  ${String(number).padStart(gutter)} | ${(lines[number - 1] ?? '').slice(from, from + widest)}`.trimEnd());
    if (number === line) frame.push(`  ${' '.repeat(gutter)} | ${' '.repeat(column - 1 - from)}${'^'.repeat(Math.min(length, widest))}`);
  }
  return frame;
}
