import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import type { Source } from '@objectql/metadata';

/** The text of a module of the app, and what it imports; the same text is the same value. */
export interface ParsedModule {
  readonly url: string;
  readonly text: string;
  /** JavaScript; null for JSON. */
  readonly source: string | null;
  readonly imports: readonly ModuleImport[];
}

export interface ModuleImport {
  readonly specifier: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The URL of a module of the app; null for one from outside. */
  readonly own: string | null;
}

const endings: ReadonlySet<string> = new Set(['.ts', '.mts', '.js', '.mjs', '.json']);

/** A text that is no module. */
export class ModuleSyntaxError extends SyntaxError {
  readonly source: Source;

  constructor(file: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    // What strips types says `:line`, the line itself and a caret below the column; V8 names no place to who asks it for a module.
    const [, line, carets = ''] = /^:(\d+)\n.*\n( *\^)/u.exec(cause instanceof Error ? (cause.stack ?? '') : '') ?? [];
    this.name = 'SyntaxError';
    this.source = line === undefined ? { file } : { file, line: Number(line), column: carets.length };
  }
}

/** Throws a `ModuleSyntaxError`. */
export function parseModule(url: string, text: string): ParsedModule {
  const path = fileURLToPath(url);
  const ending = extname(path);
  if (ending === '.json') return { url, text, source: null, imports: [] };
  try {
    const source = ending.endsWith('ts') ? stripTypeScriptTypes(text) : text;
    const { moduleRequests } = new vm.SourceTextModule(source, { identifier: url });
    const imports = moduleRequests.map(({ specifier, attributes }) => ({ specifier, attributes: attributes as ModuleImport['attributes'], own: ownUrl(specifier, url) }));
    return { url, text, source, imports };
  } catch (error) {
    throw new ModuleSyntaxError(path, error);
  }
}

/** The URL of a module of the app: what is imported by its path and is of a kind that can be loaded again. */
export function ownUrl(specifier: string, importer: string): string | null {
  if (!/^(?:\.{1,2}\/|file:|\/)/u.test(specifier)) return null;
  const url = new URL(specifier, importer);
  return endings.has(extname(url.pathname)) ? url.href : null;
}
