import type { JsonSchema, Permitted } from '@objectos/kernel';
import type { ParamHeader } from './param-headers.ts';

/** A tool as MCP lists it. */
export interface ToolDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonSchema & { readonly type: 'object' };
  /** Absent where the answer is blocks of content. */
  readonly outputSchema?: JsonSchema & { readonly type: 'object' };
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
}

export type Arguments = Readonly<Record<string, unknown>>;

/** Which operation a tool call means, before the kernel is asked: verdict, audit and explain are the operation's. */
export interface Target {
  readonly operation: string;
  readonly input: unknown;
}

/** One tool of a caller's list. */
export interface Tool {
  readonly definition: ToolDefinition;
  /** Arguments that headers repeat; absent: none. */
  readonly paramHeaders?: readonly ParamHeader[];
  target(given: Arguments): Target;
}

export type PermittedByName = ReadonlyMap<string, Permitted>;
