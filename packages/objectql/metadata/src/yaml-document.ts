import { LineCounter, isAlias, isMap, isNode, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { Alias, Document as YamlDocument, Node, Pair } from 'yaml';
import { longestText } from './document.ts';
import type { Document } from './document.ts';
import type { Checked, Issue } from './issue.ts';
import { messageText } from './message-text.ts';
import { formatPath } from './origin.ts';
import type { Path } from './origin.ts';
import { quoteOperators } from './quote-operators.ts';
import type { Source } from './source.ts';

export interface YamlOptions {
  /** The file is a flow or a policy, where `amount: >= 5000` is a comparison. */
  readonly operators?: boolean;
}

/** More aliases than this are refused: a few lines of them can stand for gigabytes. */
const mostAliases = 20;
/** A broken file yields errors without end; the first ones say what is wrong. */
const mostIssues = 20;

const strictly = { version: '1.2', schema: 'core', strict: true, uniqueKeys: true, stringKeys: true, prettyErrors: false, logLevel: 'error' } as const;

/**
 * Reads YAML 1.2, strictly: any error, duplicate key, tag that is not YAML's own or second document refuses the file, with
 * the line and column of the author's text.
 */
export function readYaml(text: string, file: string, options: YamlOptions = {}): Checked<Document> {
  const quoted = options.operators === true ? quoteOperators(text) : { text, originalColumn: (_line: number, column: number) => column };
  const lines = new LineCounter();
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: quoted.originalColumn(line, Math.max(col, 1)) };
  };
  const fault = (message: string, offset: number): Issue => ({ code: 'METADATA_SYNTAX', severity: 'fault', message, source: { file, ...place(offset) } });
  if (text.length > longestText) return { ok: false, issues: [fault(`The file has more than ${longestText} characters.`, 0)] };
  try {
    const document = parseDocument(quoted.text, { ...strictly, lineCounter: lines });
    const issues = [...document.errors, ...document.warnings].map((error) => fault(sentence(error.message), error.pos[0]));
    issues.push(...aliasesWithoutAnchor(document).map((alias) => fault(`There is no anchor "${alias.source}" before this alias.`, startOf(alias))));
    if (issues.length > 0) return { ok: false, issues: issues.slice(0, mostIssues) };
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    const origin = { source: (path: Path) => sourceOf(document, path, { file, place }) };
    return { ok: true, value: { value, origin }, issues: [] };
  } catch (error) {
    return { ok: false, issues: [fault(sentence(error instanceof Error ? error.message : String(error)), 0)] };
  }
}

function aliasesWithoutAnchor(document: YamlDocument.Parsed): Alias[] {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_key, alias) => void aliases.push(alias) });
  return aliases.filter((alias) => alias.resolve(document) === undefined);
}

interface Position {
  readonly line: number;
  readonly column: number;
}

interface Locator {
  readonly file: string;
  readonly place: (offset: number) => Position;
}

/** Where a part begins: the key of a pair, or the item of a list; the last part of the path that exists. */
function sourceOf(document: YamlDocument.Parsed, path: Path, { file, place }: Locator): Source {
  let node: Node | null = document.contents;
  let start = startOf(node);
  let value: Node | null = null;
  for (const key of path) {
    const container: Node | null = isAlias(node) ? (node.resolve(document) ?? null) : node;
    const next = isMap(container) ? pairAt(container.items, String(key)) : undefined;
    const item: unknown = next?.value ?? (isSeq(container) && typeof key === 'number' ? container.items[key] : undefined);
    const holder: unknown = next?.key ?? item;
    if (!isNode(holder)) {
      value = null;
      break;
    }
    node = isNode(item) ? item : null;
    start = startOf(holder);
    value = next !== undefined && isScalar(node) ? node : null;
  }
  const source: Source = { file, ...place(start) };
  const located = path.length === 0 ? source : { ...source, path: formatPath(path) };
  return value === null ? located : { ...located, value: place(textStart(value)) };
}

function pairAt(pairs: readonly Pair[], name: string): Pair | undefined {
  return pairs.find(({ key }) => isScalar(key) && String(key.value) === name);
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

/** Inside the quotes, if there are any. */
function textStart(node: Node): number {
  const quoted = isScalar(node) && (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE');
  return startOf(node) + (quoted ? 1 : 0);
}

function sentence(message: string): string {
  const text = messageText(message).trim().replace(/\s+/gu, ' ');
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
