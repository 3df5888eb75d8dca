import type { AnyOperation, Call, JsonSchema, Reply, Validator } from '@objectos/kernel';
import { McpContent, mcpContentSchema } from '@objectos/mcp';
import type { ContentBlock } from '@objectos/mcp';

/** What a fixture takes: texts by name. */
export type Given = Readonly<Record<string, string>>;

interface Fixture {
  /** Without the object: `simple_text`. */
  readonly name: string;
  readonly description: string;
  /** Names of the texts that must be given. */
  readonly takes?: readonly string[];
  /** In place of a schema of those texts, which then may be left out. */
  readonly schema?: JsonSchema;
  readonly verb?: 'read' | 'create' | 'update';
  readonly effect?: 'read' | 'write';
  readonly handler: (call: Call<Given>) => Reply | Promise<Reply>;
}

/** An operation on no record, for whoever may `verb` fixtures. */
export function fixture({ name, description, takes = [], schema, verb = 'read', effect = 'read', handler }: Fixture): AnyOperation {
  return {
    name: `fixture.${name}`,
    title: name,
    description,
    effect,
    idempotent: effect === 'read',
    grant: { object: 'fixture', verb },
    target: 'system',
    input: textsNamed(takes, schema),
    output: mcpContentSchema,
    handler,
  };
}

/** An answer of blocks. */
export function answer(...blocks: readonly ContentBlock[]): Reply {
  return { value: new McpContent(...blocks) };
}

export function text(said: string): ContentBlock {
  return { type: 'text', text: said };
}

/** One red pixel. */
export const image: ContentBlock = { type: 'image', mimeType: 'image/png', data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC' };

/** A sound of no length. */
export const sound: ContentBlock = { type: 'audio', mimeType: 'audio/wav', data: 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=' };

export function embedded(uri: string, mimeType: string, said: string): ContentBlock {
  return { type: 'resource', resource: { uri, mimeType, text: said } };
}

function textsNamed(names: readonly string[], given?: JsonSchema): Validator<unknown> {
  const schema: JsonSchema = given ?? { type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])), required: names };
  return {
    parse(value) {
      const texts = value as Readonly<Record<string, unknown>>;
      const missing = names.filter((name) => typeof texts[name] !== 'string');
      if (missing.length === 0) return { ok: true, value };
      return { ok: false, issues: missing.map((name) => ({ path: name, code: 'VALUE_REQUIRED', message: `"${name}" must be a text.` })) };
    },
    jsonSchema: () => schema,
  };
}
