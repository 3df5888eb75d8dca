import type { AccessBatch, JournalChange, JournalEntry } from '@objectql/engine';
import type { TableLayouts } from './table-layout.ts';
import { statement } from './statement.ts';
import type { Answer, Ask, Statement } from './statement.ts';
import { arrayOf } from './array-text.ts';
import { exactly } from './row-writer.ts';

type Cells = Answer['rows'][number];

/**
 * Head, journal and access stream, shared by all tenants. One row per change; what is said once per entry stands on its
 * first row (n = 0), which an entry without changes has too. The key is the fence against two writers of one head.
 */
export function journalTables(layouts: TableLayouts): readonly { readonly name: string; readonly sql: string }[] {
  const table = (name: string): string => layouts.table(name);
  return [
    {
      name: '_head',
      sql: `CREATE TABLE ${table('_head')} ("_tenant" text COLLATE "C" PRIMARY KEY, "seq" bigint NOT NULL, "epoch" text NOT NULL, "hash" text NOT NULL) WITH (fillfactor = 10)`,
    },
    {
      name: '_journal',
      sql: `CREATE TABLE ${table('_journal')} (
        "_tenant" text COLLATE "C" NOT NULL, "seq" bigint NOT NULL, "n" integer NOT NULL, "object" text COLLATE "C", "record" text COLLATE "C", "op" text,
        "before" text, "after" text, "header" text, "salt" text, "digest" text, "hash" text, PRIMARY KEY ("_tenant", "seq", "n"));
        CREATE INDEX "index:_journal:record" ON ${table('_journal')} ("_tenant", "record", "seq") WHERE "record" IS NOT NULL`,
    },
    {
      name: '_access',
      sql: `CREATE TABLE ${table('_access')} ("_tenant" text COLLATE "C" NOT NULL, "seq" bigint NOT NULL, "text" text NOT NULL, "hash" text NOT NULL, PRIMARY KEY ("_tenant", "seq"))`,
    },
  ];
}

const grants: Readonly<Record<string, string>> = { _meta: 'SELECT', _head: 'SELECT, UPDATE', _journal: 'SELECT, INSERT', _access: 'SELECT, INSERT' };

/** What the role that serves may do with a table: with the journal and the access stream nothing but read and append. */
export function grantsOf(table: string): string {
  return grants[table] ?? 'SELECT, INSERT, UPDATE, DELETE';
}

const ROW = 'c."seq", c."object", c."record", c."op", c."before", c."after", e."header", e."salt", e."digest", e."hash"';

/** The statements over the journal of one schema. */
export interface JournalStatements {
  readonly lockHead: Statement;
  readonly readHead: Statement;
  readonly moveHead: Statement;
  readonly append: Statement;
  readonly page: Statement;
  readonly history: Statement;
  readonly hashAt: Statement;
  readonly appendAccess: Statement;
  readonly readAccess: Statement;
}

export function journalStatements(layouts: TableLayouts): JournalStatements {
  const [head, journal, access] = [layouts.table('_head'), layouts.table('_journal'), layouts.table('_access')];
  const entry = `JOIN ${journal} AS e ON e."_tenant" = $1 AND e."seq" = c."seq" AND e."n" = 0`;
  return {
    lockHead: statement(`SELECT "seq", "epoch", "hash", pg_current_xact_id()::text, (SELECT "value" FROM ${layouts.table('_meta')} WHERE "key" = 'generation')
      FROM ${head} WHERE "_tenant" = $1 FOR UPDATE`),
    readHead: statement(`SELECT "seq", "epoch", "hash" FROM ${head} WHERE "_tenant" = $1`),
    moveHead: statement(exactly('1', `UPDATE ${head} SET "seq" = $2::bigint, "hash" = $3 WHERE "_tenant" = $1 AND "seq" = $4::bigint`)),
    append: statement(
      `INSERT INTO ${journal} ("_tenant", "seq", "n", "object", "record", "op", "before", "after", "header", "salt", "digest", "hash")
       SELECT $1::text, v.* FROM unnest($2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[]) AS v`,
    ),
    page: statement(
      `SELECT ${ROW.replaceAll('e.', 'c.')} FROM ${journal} AS c WHERE c."_tenant" = $1 AND c."seq" > $2::bigint AND c."seq" <= $2::bigint + $3::bigint ORDER BY c."seq", c."n"`,
    ),
    history: statement(
      `SELECT ${ROW} FROM (SELECT DISTINCT "seq" FROM ${journal} WHERE "_tenant" = $1 AND "record" = $2 AND "object" = ANY ($3::text[]) AND "seq" > $4::bigint ORDER BY "seq" LIMIT $5::bigint) AS page
       JOIN ${journal} AS c ON c."_tenant" = $1 AND c."seq" = page."seq" AND c."record" = $2 AND c."object" = ANY ($3::text[]) ${entry} ORDER BY c."seq", c."n"`,
    ),
    hashAt: statement(`SELECT "hash" FROM ${journal} WHERE "_tenant" = $1 AND "seq" = $2::bigint AND "n" = 0`),
    appendAccess: statement(
      `INSERT INTO ${access} ("_tenant", "seq", "text", "hash") SELECT $1::text, $2::bigint, $3::text, $4::text
       WHERE $2::bigint = 1 + (SELECT coalesce(max("seq"), 0) FROM ${access} WHERE "_tenant" = $1)`,
    ),
    readAccess: statement(`SELECT "seq", "text", "hash" FROM ${access} WHERE "_tenant" = $1 AND "seq" > $2::bigint ORDER BY "seq" LIMIT $3::bigint`),
  };
}

/** Writes sealed entries, all of them at once. */
export function appendEntries({ append }: JournalStatements, tenant: string, entries: readonly JournalEntry[]): Ask {
  const columns: (string | null)[][] = Array.from({ length: 11 }, () => []);
  const add = (...cells: readonly (string | null)[]): void => {
    for (const [index, cell] of cells.entries()) columns[index]?.push(cell);
  };
  for (const { seq, changes, header, salt, digest, hash } of entries) {
    const at = String(seq);
    if (changes.length === 0) add(at, '0', null, null, null, null, null, header, salt, digest, hash);
    for (const [n, { object, record, op, before, after }] of changes.entries()) {
      if (n === 0) add(at, '0', object, record, op, before, after, header, salt, digest, hash);
      else add(at, String(n), object, record, op, before, after, null, null, null, null);
    }
  }
  return { statement: append, values: [tenant, ...columns.map((column, index) => arrayOf(column, index < 2 ? 'bigint' : 'text'))] };
}

/** Rows in order of (seq, n) as entries. */
export function groupEntries(rows: readonly Cells[]): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  let changes: JournalChange[] = [];
  let last = -1;
  for (const [at = null, object = null, record = null, op = null, before = null, after = null, header = null, salt = null, digest = null, hash = null] of rows) {
    const seq = Number(at);
    if (seq !== last) {
      last = seq;
      changes = [];
      entries.push({ seq, header: header ?? '', salt, digest: digest ?? '', hash: hash ?? '', changes });
    }
    if (op !== null) changes.push({ op: op as JournalChange['op'], object: object ?? '', record: record ?? '', before, after });
  }
  return entries;
}

export function batchOf([seq = null, text = null, hash = null]: Cells): AccessBatch {
  return { seq: Number(seq), text: text ?? '', hash: hash ?? '' };
}
