import { definePlugin, operationsFacet } from '@objectos/kernel';
import type { AnyOperation, Plugin, Validator } from '@objectos/kernel';
import { McpContent, ask, confirmationsFacet, dialogueOf, mcpContentSchema, promptsFacet, resourcesFacet, toolsFacet } from '@objectos/mcp';
import type { FormQuestion } from '@objectos/mcp';

const anyInput: Validator<unknown> = { parse: (value) => ({ ok: true, value }), jsonSchema: () => ({ type: 'object' }) };

/** What the operations of the test have done. */
export interface Happenings {
  /** Resolves when `desk.wait` has been left by its caller. */
  readonly left: Promise<void>;
  readonly waiting: Promise<void>;
}

const nickname: FormQuestion = { kind: 'form', message: 'What shall we call you?', fields: { name: { type: 'string' } } };

/** Prompts, resources, tools and a confirmation for the help desk, each resting on other rights. */
export function mcpContributions(): { readonly plugin: Plugin; readonly happenings: Happenings } {
  const left = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<void>();
  const shared = { idempotent: true, target: 'system', input: anyInput, output: mcpContentSchema, description: 'For tests.' } as const;
  const operations: readonly AnyOperation[] = [
    { ...shared, name: 'desk.briefing', title: 'Briefing', effect: 'read', grant: { object: 'ticket', verb: 'read' }, handler: () => ({ value: new McpContent({ type: 'text', text: 'All is well.' }) }) },
    {
      ...shared,
      name: 'desk.wait',
      title: 'Wait',
      effect: 'read',
      grant: { object: 'ticket', verb: 'read' },
      async handler({ context: { signal } }) {
        waiting.resolve();
        await new Promise((resolve) => {
          signal?.addEventListener('abort', resolve, { once: true });
        });
        left.resolve();
        return { value: new McpContent() };
      },
    },
    {
      ...shared,
      name: 'desk.count',
      title: 'Count',
      effect: 'read',
      grant: { object: 'ticket', verb: 'read' },
      handler({ context }) {
        for (const done of [1, 3, 2, 3, 4]) context.progress?.({ done, total: 4 });
        return { value: new McpContent({ type: 'text', text: 'Counted.' }) };
      },
    },
    {
      ...shared,
      name: 'desk.greet',
      title: 'Greet',
      effect: 'read',
      grant: null,
      handler({ context }) {
        const dialogue = dialogueOf(context);
        if (dialogue === undefined) return { value: new McpContent({ type: 'text', text: 'Hello, whoever you are.' }) };
        const answers = dialogue.answers({ nickname });
        if (answers === undefined) return ask({ nickname }, 'asked');
        const said = answers.nickname.action === 'accept' ? String(answers.nickname.values['name']) : 'stranger';
        return { value: new McpContent({ type: 'text', text: `Hello, ${said}; I ${dialogue.memory === 'asked' ? 'remember' : 'do not remember'} that I asked.` }) };
      },
    },
  ];
  const plugin = definePlugin({
    name: 'help-desk-mcp',
    version: '1.0.0',
    contributes: [
      operationsFacet.of(...operations),
      toolsFacet.of({ name: 'wait', operation: 'desk.wait' }, { name: 'count', operation: 'desk.count' }, { name: 'greet', operation: 'desk.greet' }),
      confirmationsFacet.of({ operation: 'account.create', required: true }),
      promptsFacet.of(
        {
          name: 'account_review',
          title: 'Review an account',
          description: 'What is known of an account, and what to ask next.',
          needs: ['account.get'],
          arguments: [{ name: 'account', required: true, completes: { object: 'account' } }, { name: 'tone', completes: { values: ['dry', 'friendly', 'frank'] } }, { name: 'about', completes: { object: 'account', field: 'secret' } }],
          messages: [{ role: 'user', resource: 'objectos://records/account/{account}' }, { role: 'assistant', text: 'I have read {account}.' }],
        },
        { name: 'close_tickets', title: 'Close tickets', description: 'Goes through what is open.', needs: ['ticket.close'], messages: [{ role: 'user', text: 'Close what can be closed.' }] },
        { name: 'briefing', title: 'Briefing', description: 'How things are.', operation: 'desk.briefing' },
      ),
      resourcesFacet.of({ uri: 'desk://briefing', name: 'briefing', title: 'Briefing', description: 'How things are.', mimeType: 'text/plain', operation: 'desk.briefing', follows: ['ticket'] }),
    ],
  });
  return { plugin, happenings: { left: left.promise, waiting: waiting.promise } };
}
