import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Issue } from '@objectql/metadata';
import { ModuleSyntaxError } from './parsed-module.ts';

/** Code that cannot be imported, as one thing wrong, with the place that the error names. */
export function issueOfCode(error: unknown): Issue {
  const { reason, source } = reasonOfCode(error);
  return { code: 'CODE_NOT_LOADED', severity: 'fault', message: `The code of the app cannot be loaded: ${reason}`, source: source ?? { file: 'objectos.config.ts' } };
}

/** What an error says of the code that threw it or is no module, and where; without a place where it names none. */
export function reasonOfCode(error: unknown): { readonly reason: string; readonly source: Issue['source'] | null } {
  const message = error instanceof Error ? error.message : String(error);
  const place = error instanceof ModuleSyntaxError ? error.source : placeIn(error instanceof Error ? (error.stack ?? '') : '', message);
  const kind = error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
  return { reason: `${kind}${message}`, source: place };
}

/** A syntax error stands before its stack, as `path:line` with a caret below the column; anything else is where it was thrown. */
function placeIn(stack: string, message: string): Issue['source'] | null {
  const [head = '', , carets = ''] = stack.split('\n');
  const [, before, line] = /^(\S.*):(\d+)$/u.exec(head) ?? [];
  if (before !== undefined) return { file: pathOf(before), line: Number(line), column: carets.indexOf('^') + 1 || 1 };
  const [, wanted, importer] = /^Cannot find (?:module|package) '([^']+)' imported from (\/.+)$/mu.exec(message) ?? [];
  if (wanted !== undefined && importer !== undefined) return importIn(pathOf(importer), basename(wanted));
  const [, thrown, row, column] = /(file:\/\/(?:(?!\/node_modules\/)[^\s)])+):(\d+):(\d+)\)?$/mu.exec(stack) ?? [];
  return thrown === undefined ? null : { file: pathOf(thrown), line: Number(row), column: Number(column) };
}

/** Where a file names what it imports. */
function importIn(file: string, name: string): Issue['source'] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes(name));
  return line < 0 ? { file } : { file, line: line + 1, column: (lines[line]?.indexOf(name) ?? 0) + 1 };
}

function pathOf(place: string): string {
  return place.startsWith('file:') ? fileURLToPath(place) : place.replace(/\?plugin=\d+$/u, '');
}
