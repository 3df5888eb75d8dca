import { parseSync, Visitor } from 'oxc-parser';
import type { Expression, StringLiteral } from 'oxc-parser';

/** Where a module or declaration names another: the text between the quotes. */
export interface ModuleName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** It stands beside the module itself, and is no package. */
  readonly isBeside: boolean;
}

/** Every module that a text names, in order: statements, `import()` as value and as type, and `new URL('./x.js', import.meta.url)`. */
export function moduleNames(path: string, text: string): readonly ModuleName[] {
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new SyntaxError(`${path}: ${errors[0].message}`);
  const found: ModuleName[] = [];
  const add = (source: Expression | StringLiteral | null | undefined, isAddress = false): void => {
    if (source?.type === 'Literal' && typeof source.value === 'string') found.push({ name: source.value, start: source.start + 1, end: source.end - 1, isBeside: isAddress || source.value.startsWith('.') });
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
    NewExpression({ callee, arguments: [address, base] }) {
      if (callee.type === 'Identifier' && callee.name === 'URL' && isOwnAddress(base)) add(address?.type === 'SpreadElement' ? null : address, true);
    },
  }).visit(program);
  return found.toSorted((a, b) => a.start - b.start);
}

/** Is it `import.meta.url`? */
function isOwnAddress(node: { readonly type: string } | undefined): boolean {
  const { object, property } = (node ?? {}) as { readonly object?: { readonly type: string }; readonly property?: { readonly name?: string } };
  return object?.type === 'MetaProperty' && property?.name === 'url';
}
