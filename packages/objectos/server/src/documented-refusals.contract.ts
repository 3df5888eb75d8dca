import assert from 'node:assert/strict';

type Json = Readonly<Record<string, unknown>>;

/** A request that was refused, as REST answered it. */
export interface Refusal {
  readonly method: string;
  /** With or without its query. */
  readonly path: string;
  readonly status: number;
  readonly code: string;
}

/**
 * Every refusal is one that the caller's OpenAPI document names: its status and code are among those of its operation. What the
 * document does not list at all (what he may not do, paths and methods that are not there) has nothing to name.
 */
export function assertDocumented(refusals: readonly Refusal[], document: Json): void {
  for (const { method, path, status, code } of refusals) {
    const operation = operationAt(document, method.toLowerCase(), path.split('?', 1)[0] ?? path);
    if (operation === undefined || status === 405) continue;
    const response = resolved((operation['responses'] as Record<string, Json>)[status], document);
    const told = `${method} ${path} answers ${status} ${code}, and ${String(operation['operationId'])}`;
    assert.ok(response !== undefined, `${told} has no such status in the document`);
    const { schema } = Object.values(response['content'] as Record<string, { schema: { allOf: [Json, { properties: { code: { enum?: readonly string[] } } }] } }>)[0] ?? assert.fail(told);
    const codes = schema.allOf[1].properties.code.enum;
    assert.ok(codes === undefined || codes.includes(code), `${told} has only ${codes?.join(', ')} there: name it where the operation says its errors`);
  }
}

function operationAt(document: Json, method: string, path: string): Json | undefined {
  const fits = (template: string): boolean => new RegExp(`^${template.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u').test(path);
  const found = Object.entries(document['paths'] as Record<string, Record<string, Json>>).filter(([template, item]) => fits(template) && item[method] !== undefined);
  // A path that is written out comes before one with a place for an id.
  const [best] = found.toSorted(([a], [b]) => a.split('{').length - b.split('{').length);
  return best?.[1][method];
}

function resolved(value: Json | undefined, document: Json): Json | undefined {
  const ref = value?.['$ref'];
  if (typeof ref !== 'string') return value;
  return ref.slice(2).split('/').reduce<unknown>((at, name) => (at as Json | undefined)?.[name], document) as Json | undefined;
}
