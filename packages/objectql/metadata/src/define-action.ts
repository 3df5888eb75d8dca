import type { AnyField, FieldMap } from './field.ts';
import type { ActionDescriptor } from './flow-descriptor.ts';
import { parsedOrThrow } from './metadata-error.ts';
import { parseAction } from './parse-action.ts';

/** An action without input has no fields. */
type NoFields = { readonly [K in never]: AnyField };

declare const action: unique symbol;

/** What the type checker knows of an action. */
export interface ActionTypes {
  readonly object: string;
  readonly name: string;
  readonly input: FieldMap;
}

/** An action descriptor that also carries the types of its input. */
export interface TypedAction<T extends ActionTypes = ActionTypes> extends ActionDescriptor {
  /** Exists in types only. */
  readonly [action]?: T;
}

export interface ActionDefinition<O extends string, N extends string, I extends FieldMap> {
  readonly object: O;
  readonly name: N;
  readonly id?: string;
  readonly label?: string;
  readonly description?: string;
  readonly input?: I;
  /** The only fields that the handler's changes may touch. */
  readonly writes?: readonly string[];
}

/** Describes an action; its handler is code and is contributed elsewhere. Throws a `MetadataError` that lists everything wrong. */
export function defineAction<const O extends string, const N extends string, I extends FieldMap = NoFields>(
  definition: ActionDefinition<O, N, I>,
): TypedAction<{ readonly object: O; readonly name: N; readonly input: I }> {
  return parsedOrThrow(parseAction(definition, { file: `action ${definition.object}.${definition.name}` }));
}
