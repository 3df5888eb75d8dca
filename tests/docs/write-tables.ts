import { readFileSync, writeFileSync } from 'node:fs';
import { generatedTables, withLines } from './generated-tables.ts';

/** Writes every table that is made from the code: `node tests/docs/write-tables.ts`. */
const root = `${import.meta.dirname}/../..`;
for (const page of new Set(generatedTables.map((each) => each.page))) {
  const before = readFileSync(`${root}/${page}`, 'utf8');
  const after = generatedTables.filter((each) => each.page === page).reduce((text, { name, lines }) => withLines(text, name, lines()), before);
  if (after !== before) writeFileSync(`${root}/${page}`, after);
}
