import { definePlugin, operationsFacet, runtimeRef, systemRef } from '@objectos/kernel';
import type { AnyOperation, Plugin, Runtime, SystemAccess } from '@objectos/kernel';
import { promptsFacet, resourcesFacet, toolsFacet } from '@objectos/mcp';
import { askingTools, promptInput } from './fixture-dialogues.ts';
import { answer, fixture, image, text } from './fixture-operation.ts';
import { plainTools } from './fixture-tools.ts';

/** Everything that the judge asks for by name. One value per kernel. */
export function fixturePlugin(): Plugin {
  let services: { readonly runtime: Runtime; readonly system: SystemAccess } | undefined;
  /** Gives the caller the role, or takes it: his lists change because his rights do. */
  const toggles = (name: string, role: string): AnyOperation => fixture({
    name,
    description: `Gives the caller the role ${role}, or takes it.`,
    effect: 'write',
    async handler({ context: { tenant, principal } }) {
      if (services === undefined) throw new Error('the fixture has not started');
      const had = principal.roles.includes(role);
      const roles = ['tester', 'toolsmith', 'prompter'].filter((each) => (each === role ? !had : principal.roles.includes(each)));
      await services.runtime.call('principal.update', { id: principal.id, roles }, services.system.context({ tenant, onBehalfOf: principal.id }));
      return answer(text(`${role}: ${had ? 'taken' : 'given'}`));
    },
  });
  const tools = { ...plainTools, ...askingTools, test_trigger_tool_change: toggles('trigger_tool_change', 'toolsmith'), test_trigger_prompt_change: toggles('trigger_prompt_change', 'prompter'), test_extra_tool: extraTool };
  const others = [imagePrompt, promptInput, extraPrompt, staticText, staticBinary, templated, watched, example];
  return definePlugin({
    name: 'fixture-operations',
    version: '1.0.0',
    needs: { runtime: runtimeRef, system: systemRef },
    contributes: [
      operationsFacet.of(...Object.values(tools), ...others),
      toolsFacet.of(...Object.entries(tools).map(([name, operation]) => ({ name, operation: operation.name }))),
      prompts,
      resources,
    ],
    setup(given) {
      services = given;
    },
  });
}

const extraTool = fixture({ name: 'extra_tool', description: 'There for toolsmiths alone.', verb: 'create', handler: () => answer(text('Here.')) });
const extraPrompt = fixture({ name: 'extra_prompt', description: 'There for prompters alone.', verb: 'update', handler: () => answer(text('Here.')) });
const imagePrompt = fixture({ name: 'image_prompt', description: 'An image to look at.', handler: () => answer(image, text('Please analyze the image above.')) });
const staticText = fixture({ name: 'static_text', description: 'A text.', handler: () => answer(text('This is the content of the static text resource.')) });
const staticBinary = fixture({ name: 'static_binary', description: 'An image.', handler: () => answer(image) });
const watched = fixture({ name: 'watched', description: 'A text that is watched.', handler: () => answer(text('Watched resource content')) });
const example = fixture({ name: 'example', description: 'A text to embed.', handler: () => answer(text('Embedded resource content for testing.')) });
const templated = fixture({ name: 'templated', description: 'Data by its id.', takes: ['id'], handler: ({ input: { id = '' } }) => ({ value: { id, templateTest: true, data: `Data for ID: ${id}` } }) });

const needs = ['fixture.simple_text'];
const prompts = promptsFacet.of(
  { name: 'test_simple_prompt', title: 'Simple prompt', description: 'A prompt without arguments.', needs, messages: [{ role: 'user', text: 'This is a simple prompt for testing.' }] },
  {
    name: 'test_prompt_with_arguments',
    title: 'Prompt with arguments',
    description: 'A prompt with two arguments.',
    needs,
    arguments: [{ name: 'arg1', description: 'First test argument', required: true, completes: { values: ['test', 'testValue1', 'text'] } }, { name: 'arg2', description: 'Second test argument', required: true }],
    messages: [{ role: 'user', text: "Prompt with arguments: arg1='{arg1}', arg2='{arg2}'" }],
  },
  {
    name: 'test_prompt_with_embedded_resource',
    title: 'Prompt with a resource',
    description: 'A prompt with a resource in it.',
    needs,
    arguments: [{ name: 'resourceUri', description: 'URI of the resource to embed', required: true }],
    messages: [{ role: 'user', resource: '{+resourceUri}' }, { role: 'user', text: 'Please process the embedded resource above.' }],
  },
  { name: 'test_prompt_with_image', title: 'Prompt with an image', description: 'A prompt with an image in it.', operation: imagePrompt.name },
  { name: 'test_input_required_result_prompt', title: 'Prompt that asks', description: 'A prompt that must know something first.', operation: promptInput.name },
  { name: 'test_extra_prompt', title: 'Extra prompt', description: 'There for prompters alone.', operation: extraPrompt.name },
);

const resources = resourcesFacet.of(
  { uri: 'test://static-text', name: 'static-text', title: 'Static text', description: 'A text.', mimeType: 'text/plain', operation: staticText.name },
  { uri: 'test://static-binary', name: 'static-binary', title: 'Static image', description: 'An image.', mimeType: 'image/png', operation: staticBinary.name },
  { uri: 'test://template/{id}/data', name: 'template', title: 'Templated data', description: 'Data by its id.', operation: templated.name },
  { uri: 'test://watched-resource', name: 'watched-resource', title: 'Watched text', description: 'A text that is watched.', mimeType: 'text/plain', operation: watched.name },
  { uri: 'test://example-resource', name: 'example-resource', title: 'Example text', description: 'A text to embed.', mimeType: 'text/plain', operation: example.name },
);
