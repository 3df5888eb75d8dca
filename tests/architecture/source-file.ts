import { parseSync, Visitor } from 'oxc-parser';
import type { CallExpression, NewExpression } from 'oxc-parser';

/** A stretch of lines, the first counted from 1. */
export interface Span {
  readonly line: number;
  readonly lines: number;
}

export interface Import {
  readonly specifier: string;
  /** Written `import type` or `export type`, so that nothing of it is left at run time. */
  readonly typesOnly: boolean;
  readonly line: number;
}

/** One TypeScript file, read for what the architecture cares about and nothing else. */
export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  /** Tests (`.test.ts`), contract suites (`.contract.ts`) and benchmarks (`.bench.ts`) do not. */
  readonly ships: boolean;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly functions: readonly Span[];
  /** Where `export *` stands. */
  readonly wildcards: readonly Span[];
  /** Where text is turned into code. */
  readonly evaluations: readonly Span[];
  /** Names in the form of an error code, as property or as text. */
  readonly codes: readonly CodeSpan[];
}

type CodeSpan = Span & { readonly code: string };

/** Is a file of this name part of what ships? */
export function ships(path: string): boolean {
  return !/\.(?:test|contract|bench)\.ts$/u.test(path);
}

export function parseSourceFile(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new SyntaxError(`${path}: ${errors[0].message}`);

  const lineAt = lineCounter(text);
  const imports: Import[] = [];
  const functions: Span[] = [];
  const wildcards: Span[] = [];
  const evaluations: Span[] = [];
  const codes: CodeSpan[] = [];

  const span = (node: Node): Span => ({ line: lineAt(node.start), lines: lineAt(node.end) - lineAt(node.start) + 1 });
  const addFunction = (node: Node): number => functions.push(span(node));
  const addImport = (source: Source, typesOnly: boolean): void => {
    if (typeof source?.value === 'string') imports.push({ specifier: source.value, typesOnly, line: lineAt(source.start) });
  };
  const addCall = (node: CallExpression | NewExpression): void => {
    if (node.callee.type === 'Identifier' && ['Function', 'eval'].includes(node.callee.name)) evaluations.push(span(node));
  };
  const addCode = (node: Node, code: unknown): void => {
    if (typeof code === 'string' && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/u.test(code)) codes.push({ ...span(node), code });
  };

  new Visitor({
    ImportDeclaration: (node) => addImport(node.source, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => addImport(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => (addImport(node.source, node.exportKind === 'type'), wildcards.push(span(node))),
    ImportExpression: (node) => addImport(node.source, false),
    TSImportType: (node) => addImport(node.source, true),
    FunctionDeclaration: addFunction,
    FunctionExpression: addFunction,
    ArrowFunctionExpression: addFunction,
    CallExpression: addCall,
    NewExpression: addCall,
    Property: (node) => addCode(node, node.key.type === 'Identifier' ? node.key.name : undefined),
    Literal: (node) => addCode(node, node.value),
  }).visit(program);

  return { path, ships: ships(path), lines: lineAt(text.trimEnd().length), imports, functions, wildcards, evaluations, codes };
}

/** The part of a syntax node that is read here; offsets count from the start of the text. */
interface Node {
  readonly start: number;
  readonly end: number;
}
type Source = (Node & { readonly value?: unknown }) | null;

/** The line of an offset, by bisection over the offsets at which lines start. */
function lineCounter(text: string): (offset: number) => number {
  const starts = [0, ...Array.from(text.matchAll(/\n/gu), (match) => match.index + 1)];
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
