import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { Fault, Rendered, toFault } from '@objectos/kernel';
import type { Platform, Reply } from '@objectos/kernel';
import { problemOf } from '@objectos/protocol';
import { confirmationOf } from './confirmation.ts';
import { McpContent, textOf } from './content.ts';
import { answersOf } from './conversation.ts';
import type { Conversation, Round } from './conversation.ts';
import { Asking } from './dialogue.ts';
import { mcpFault } from './errors.ts';
import { bindingOf } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import type { Target, Tool } from './tool.ts';

interface Parts {
  readonly conversation: Conversation;
  readonly platform: Platform;
}

/** Calls a tool: what fails in the business is a result that the model can read and act on, in the one error shape. */
export async function callTool({ conversation, platform }: Parts, { tool, given }: { readonly tool: Tool; readonly given: Readonly<Record<string, unknown>> }, exchange: Exchange): Promise<CallToolResult | InputRequiredResult> {
  const round = await conversation.round(exchange, () => bindingOf(exchange, { name: tool.definition.name, arguments: given }));
  try {
    const target = tool.target(given);
    const open = openConfirmation(target, round);
    if (open !== undefined) return await conversation.ask(open, round);
    const spoken = await conversation.call(target, confirmedRound(round));
    return 'asking' in spoken ? spoken.asking : resultOf(spoken.reply);
  } catch (error) {
    if (error instanceof exchange.sdk.ProtocolError) throw error;
    const { requestId } = exchange;
    // A fault has been told to the operator where it arose, if it is for him.
    if (!(error instanceof Fault)) platform.log('error', `request ${requestId} failed`, error);
    return { content: [{ type: 'text', text: JSON.stringify(problemOf(toFault(error, requestId), requestId)) }], isError: true };
  }
}

/**
 * What a person must still be asked, if anything: only of an operation that the caller may use at all, so nobody learns from
 * it what there is. A yes counts only together with the state that was sealed for this very call.
 */
function openConfirmation({ operation, input }: Target, round: Round): Asking | undefined {
  const { exchange: { sdk, catalogue, capabilities }, state } = round;
  const wanted = catalogue.confirmations.get(operation);
  const permitted = catalogue.permitted.get(operation);
  if (wanted === undefined || permitted === undefined || state?.confirmed === true) return undefined;
  if (capabilities.elicitation === undefined) {
    if (!wanted.required) return undefined;
    throw new sdk.MissingRequiredClientCapabilityError({ requiredCapabilities: { elicitation: {} } }, `A person must confirm "${operation}", and this client cannot ask one.`);
  }
  const questions = confirmationOf(permitted.operation, input);
  const answers = state === undefined ? undefined : answersOf(questions, round);
  if (answers === undefined) return new Asking(questions);
  const { confirm } = answers;
  if (confirm.action !== 'accept' || confirm.values['confirmed'] !== true) throw mcpFault('NOT_CONFIRMED', { operation });
  return undefined;
}

/** Rounds that follow a yes need not ask again. */
function confirmedRound(round: Round): Round {
  return round.state === undefined ? round : { ...round, state: { ...round.state, confirmed: true } };
}

function resultOf({ value }: Reply): CallToolResult {
  if (value instanceof McpContent) return { content: [...value.blocks] };
  const structuredContent = (value instanceof Rendered ? value.value() : value) as Record<string, unknown>;
  return { content: [{ type: 'text', text: textOf(value) }], structuredContent };
}
