import type { JsonSchema } from '@objectos/kernel';

const anId = '01a20328-a8d3-7000-adee-7d17867b5851';
const byFormat: Readonly<Record<string, string>> = {
  'date': '2026-11-22', 'date-time': '2026-11-22T09:30:00.000Z', 'email': 'ada@example.com', 'uri': 'https://example.com/',
};

/** A value that the schema takes, made of nothing but the schema; `name` is what a text says where nothing else is known of it. */
export function exampleOf(schema: JsonSchema, name = 'text'): unknown {
  const { default: usual, const: only, enum: options, anyOf, oneOf } = schema;
  if (usual !== undefined) return usual;
  if (only !== undefined) return only;
  if (Array.isArray(options)) return (options as readonly unknown[]).find((each) => each !== null);
  const [first] = ((anyOf ?? oneOf) as readonly JsonSchema[] | undefined) ?? [];
  return first === undefined ? ofType(schema, name) : exampleOf(first, name);
}

function ofType(schema: JsonSchema, name: string): unknown {
  switch ([schema['type']].flat().find((each) => each !== 'null')) {
    case 'string': return textExample(schema, name);
    case 'integer':
    case 'number': return numberExample(schema);
    case 'boolean': return true;
    case 'array': return [exampleOf((schema['items'] as JsonSchema | undefined) ?? {}, name)];
    case 'object': return objectExample(schema);
    default: return { note: 'any JSON' };
  }
}

function objectExample(schema: JsonSchema): Readonly<Record<string, unknown>> {
  const properties = (schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined) ?? {};
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== '_masked').map(([name, each]) => [name, exampleOf(each, name)]));
}

function numberExample({ minimum, maximum }: JsonSchema): number {
  return Math.max(Number(minimum ?? 0), Math.min(Number(maximum ?? 12), 12));
}

function textExample({ format, pattern, title, description, minLength = 0, maxLength = 255 }: JsonSchema, name: string): string {
  if (typeof format === 'string') return byFormat[format] ?? name;
  if (typeof pattern === 'string') return pattern.startsWith('^-?\\d') ? decimalExample(pattern) : anId;
  if (name === 'id' || String(description).startsWith('Id of ')) return anId;
  const text = typeof title === 'string' ? title : name;
  return text.slice(0, Number(maxLength)).padEnd(Number(minLength), '.');
}

/** The pattern of a decimal says its scale: `\.\d{2}`, `(\.\d{0,2})?`. */
function decimalExample(pattern: string): string {
  const scale = Number(/\\\.\\d\{(?:0,)?(\d+)\}/u.exec(pattern)?.[1] ?? 0);
  return scale === 0 ? '1' : `1.${'5'.padEnd(scale, '0')}`;
}
