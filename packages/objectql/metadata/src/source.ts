/** Where a piece of metadata was written. Never part of a digest: two machines may read the same text from two folders. */
export interface Source {
  /** File, relative to the manifest that named it (or as the author named it). */
  readonly file: string;
  /** 1-based; absent for TypeScript metadata, where `path` says the place. */
  readonly line?: number;
  /** 1-based, in UTF-16 code units. */
  readonly column?: number;
  /** Key path inside the file, such as `states.submitted.on.approve.conditions[1]`. */
  readonly path?: string;
  /** Of a key whose value is a scalar: where the text of the value begins, inside quotes if it has any. */
  readonly value?: { readonly line: number; readonly column: number };
  /** Of a permission rule, which its descriptor holds in another form, or of an agent tool: what its author wrote. */
  readonly text?: string;
}

/** `file:line:column`, or `file (path)` where there is no line. */
export function formatSource(source: Source): string {
  if (source.line !== undefined) return `${source.file}:${source.line}:${source.column ?? 1}`;
  return source.path === undefined ? source.file : `${source.file} (${source.path})`;
}
