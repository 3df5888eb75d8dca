import { quoteName } from '@objectql/engine/sql';

/**
 * What stands in quotes, and before it the word after which this driver names a table or an index. All of its names are quoted or
 * begin with an underscore, and none of its statements has one anywhere else.
 */
const TABLE_OR_QUOTED = /'(?:[^']|'')*'|\b(FROM|JOIN|INTO|UPDATE|TABLE|INDEX|ON|RENAME TO) (?:"((?:[^"]|"")*)"|(_\w+))|"(?:[^"]|"")*"/gu;

/** The statement over the tables of one of several stores of a database. A name that were missed would be that of no table. */
export function inStore(store: string, sql: string): string {
  return sql.replace(TABLE_OR_QUOTED, (found: string, word?: string, quoted?: string, plain?: string) => {
    const name = quoted?.replaceAll('""', '"') ?? plain;
    return word === undefined || name === undefined ? found : `${word} ${quoteName(tablePrefix(store) + name)}`;
  });
}

/** What the names of a store's tables begin with; no object's name has such a sign. */
export function tablePrefix(store: string): string {
  return `${store}/`;
}
