import { defineFacet } from '@objectos/kernel';
import type { Completes } from './completes.ts';
import { uniqueContributions } from './unique-contributions.ts';

/** An argument of a prompt; its value is a text. */
export interface PromptArgument {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly completes?: Completes;
}

/** A message with `{argument}`s in it, or the resource at such a URI (`{+argument}` where the argument is a URI), read as whoever asked for the prompt. */
export type MessageTemplate = { readonly role: 'user' | 'assistant' } & ({ readonly text: string } | { readonly resource: string });

/** What the user of a client picks by name to begin a conversation with. */
export type Prompt = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments?: readonly PromptArgument[];
} & (
  | {
    readonly messages: readonly MessageTemplate[];
    /** Operations that the conversation will need: who may not use every one of them does not see the prompt. */
    readonly needs: readonly string[];
  }
  | {
    /** Answers the messages, with the arguments as its input: who may not use it does not see the prompt. */
    readonly operation: string;
  }
);

/** Prompts that plugins bring, by name, sorted. */
export const promptsFacet = defineFacet<Prompt, ReadonlyMap<string, Prompt>>({
  id: 'mcp.prompts',
  combine: (inputs) => uniqueContributions(inputs, 'prompt', ({ name }) => name),
});

/** The operations that a prompt rests on. */
export function operationsOf(prompt: Prompt): readonly string[] {
  return 'operation' in prompt ? [prompt.operation] : prompt.needs;
}
