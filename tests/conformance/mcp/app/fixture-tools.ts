import { Fault } from '@objectos/kernel';
import type { AnyOperation, JsonSchema } from '@objectos/kernel';
import { dialogueOf } from '@objectos/mcp';
import { answer, embedded, fixture, image, sound, text } from './fixture-operation.ts';

/** References, combinations and conditions: what a list of tools must not lose. */
const richSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: { address: { $anchor: 'addressDef', type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } } },
  properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' }, contactMethod: { type: 'string', enum: ['phone', 'email'] }, phone: { type: 'string' }, email: { type: 'string' } },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // oxlint-disable-next-line unicorn/no-thenable -- the schema's own name; nothing awaits a schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

/** Operations that answer at once, by the name of their tool. */
export const plainTools: Readonly<Record<string, AnyOperation>> = {
  test_simple_text: fixture({ name: 'simple_text', description: 'Answers a text.', handler: () => answer(text('This is a simple text response for testing.')) }),
  test_image_content: fixture({ name: 'image_content', description: 'Answers an image.', handler: () => answer(image) }),
  test_audio_content: fixture({ name: 'audio_content', description: 'Answers a sound.', handler: () => answer(sound) }),
  test_embedded_resource: fixture({
    name: 'embedded_resource',
    description: 'Answers a resource.',
    handler: () => answer(embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')),
  }),
  test_multiple_content_types: fixture({
    name: 'multiple_content_types',
    description: 'Answers blocks of three sorts.',
    handler: () => answer(text('Multiple content types test:'), image, embedded('test://mixed-content-resource', 'application/json', JSON.stringify({ test: 'data', value: 123 }))),
  }),
  test_tool_with_logging: fixture({
    name: 'tool_with_logging',
    description: 'Tells the log what it does.',
    handler({ context }) {
      for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) dialogueOf(context)?.log('info', line);
      return answer(text('Logged.'));
    },
  }),
  test_logging_tool: fixture({
    name: 'logging_tool',
    description: 'Tells the log one line.',
    handler({ context }) {
      dialogueOf(context)?.log('info', 'Only who asked for lines hears this.');
      return answer(text('Logged.'));
    },
  }),
  test_tool_with_progress: fixture({
    name: 'tool_with_progress',
    description: 'Says how far it is.',
    handler({ context }) {
      for (const done of [0, 50, 100]) context.progress?.({ done, total: 100, message: `${done} of 100` });
      return answer(text('Done.'));
    },
  }),
  test_error_handling: fixture({
    name: 'error_handling',
    description: 'Fails.',
    handler() {
      throw new Fault('FIXTURE_FAILED', 'conflict', 'This tool intentionally returns an error for testing');
    },
  }),
  test_reconnection: fixture({
    name: 'reconnection',
    description: 'Lets its client go, and answers when it has come back.',
    async handler({ context }) {
      dialogueOf(context)?.hangUp();
      await new Promise((resolve) => void setTimeout(resolve, 50));
      return answer(text('Still here.'));
    },
  }),
  test_x_mcp_header: fixture({
    name: 'x_mcp_header',
    description: 'Takes an argument that a header repeats.',
    schema: { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' }, level: { type: 'integer' } } },
    handler: ({ input }) => answer(text(`region=${input['region'] ?? ''}`)),
  }),
  json_schema_2020_12_tool: fixture({ name: 'json_schema', description: 'Takes what a rich schema describes.', schema: richSchema, handler: ({ input }) => answer(text(JSON.stringify(input))) }),
  test_streaming_elicitation: fixture({ name: 'streaming_elicitation', description: 'Answers a text.', handler: () => answer(text('Nothing is asked on a stream.')) }),
};
