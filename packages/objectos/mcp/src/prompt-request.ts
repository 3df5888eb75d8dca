import type { GetPromptResult, InputRequiredResult, Prompt as ListedPrompt, PromptMessage } from '@modelcontextprotocol/server';
import type { InputIssue } from '@objectos/kernel';
import { messagesOf } from './content.ts';
import type { Conversation } from './conversation.ts';
import { mcpFault } from './errors.ts';
import { bindingOf } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import type { MessageTemplate, Prompt } from './prompt.ts';
import { readContents } from './resource-request.ts';
import { expandUri } from './uri-template.ts';

export type PromptArguments = Readonly<Record<string, string>>;

/** A prompt as it is listed. */
export function listedPrompt({ name, title, description, arguments: taken = [] }: Prompt): ListedPrompt {
  return { name, title, description, arguments: taken.map(({ completes: _completes, ...argument }) => argument) };
}

/** The messages of a prompt: what its operation answers, or its templates filled in. Throws a `Fault`. */
export async function getPrompt(conversation: Conversation, { prompt, given }: { readonly prompt: Prompt; readonly given: PromptArguments }, exchange: Exchange): Promise<GetPromptResult | InputRequiredResult> {
  requireArguments(prompt, given);
  const { description } = prompt;
  if ('operation' in prompt) {
    const round = await conversation.round(exchange, () => bindingOf(exchange, { name: prompt.name, arguments: given }));
    const spoken = await conversation.call({ operation: prompt.operation, input: given }, round);
    return 'asking' in spoken ? spoken.asking : { description, messages: messagesOf(spoken.reply) };
  }
  const messages: PromptMessage[] = [];
  for (const template of prompt.messages) messages.push(...await filledIn(conversation, { template, given }, exchange));
  return { description, messages };
}

async function filledIn(conversation: Conversation, { template, given }: { readonly template: MessageTemplate; readonly given: PromptArguments }, exchange: Exchange): Promise<PromptMessage[]> {
  const { role } = template;
  if ('text' in template) return [{ role, content: { type: 'text', text: template.text.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => given[name] ?? whole) } }];
  const contents = await readContents(conversation, expandUri(template.resource, given), exchange);
  return contents.map((resource) => ({ role, content: { type: 'resource', resource } }));
}

function requireArguments({ arguments: taken = [] }: Prompt, given: PromptArguments): void {
  const known = taken.map(({ name }) => name);
  const issues: InputIssue[] = [];
  for (const name of Object.keys(given)) if (!known.includes(name)) issues.push(issueOf(name, mcpFault('ARGUMENT_UNKNOWN', { name, known })));
  for (const { name, required } of taken) if (required === true && !Object.hasOwn(given, name)) issues.push(issueOf(name, mcpFault('ARGUMENT_MISSING', { name })));
  if (issues.length > 0) throw mcpFault('TOOL_ARGUMENTS_INVALID', { issues: issues.slice(0, mostIssues) }, { details: { issues: issues.slice(0, mostIssues) } });
}

const mostIssues = 50;

function issueOf(path: string, { code, message }: { readonly code: string; readonly message: string }): InputIssue {
  return { path, code, message };
}
