import type { JsonSchema } from '@objectos/kernel';

/**
 * Arguments that travel in a header of their own too, so that a gateway can route by them without reading the body: those whose
 * schema says `x-mcp-header: Region`, as `Mcp-Param-Region`. What a gateway has seen must be what the tool gets.
 */
export interface ParamHeader {
  /** From the arguments down. */
  readonly path: readonly string[];
  readonly header: string;
}

const prefix = 'Mcp-Param-';
const primitives: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean']);

/** The headers that the input schema of a tool declares. */
export function paramHeadersIn(schema: JsonSchema, path: readonly string[] = []): readonly ParamHeader[] {
  return Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>).flatMap(([name, property]) => {
    const at = path.concat(name);
    const { 'x-mcp-header': header, type } = property;
    const own: readonly ParamHeader[] = typeof header === 'string' && primitives.has(type) ? [{ path: at, header: prefix + header }] : [];
    return own.concat(paramHeadersIn(property, at));
  });
}

/** The first header that does not say what the argument says; undefined where they agree. */
export function mismatchedHeader(declared: readonly ParamHeader[], given: unknown, headers: Headers): string | undefined {
  return declared.find(({ path, header }) => {
    const value = path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined), given);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false;
    const said = decoded(headers.get(header));
    return said === undefined || (typeof value === 'number' ? said.trim() === '' || Number(said) !== value : said !== String(value));
  })?.header;
}

const wrapped = /^=\?base64\?(.*)\?=$/u;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u;

/** A header's text; undefined where it is not there, or wrapped as base64 and none. */
function decoded(value: string | null): string | undefined {
  if (value === null) return undefined;
  const encoded = wrapped.exec(value)?.[1];
  if (encoded === undefined) return value;
  return base64.test(encoded) ? new TextDecoder().decode(Uint8Array.from(atob(encoded), (character) => character.codePointAt(0) ?? 0)) : undefined;
}
