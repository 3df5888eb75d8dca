import type { CreateMessageRequestParams, CreateMessageResult, InputRequest, PrimitiveSchemaDefinition, Root } from '@modelcontextprotocol/server';
import type { Sdk } from './sdk.ts';

/** A question to the person behind the client: a form of named fields. */
export interface FormQuestion {
  readonly kind: 'form';
  readonly message: string;
  /** JSON Schema of each field, as MCP restricts it: text, number, boolean or a choice. */
  readonly fields: Readonly<Record<string, PrimitiveSchemaDefinition>>;
  /** Fields that must be given; absent: all. */
  readonly required?: readonly string[];
}

/** A question to the client's own model. */
export interface SampleQuestion {
  readonly kind: 'sample';
  readonly params: CreateMessageRequestParams;
}

/** A question for the folders that the client works in. */
export interface RootsQuestion {
  readonly kind: 'roots';
}

/** What an operation may ask of whoever calls it through MCP. */
export type Question = FormQuestion | SampleQuestion | RootsQuestion;
export type Questions = Readonly<Record<string, Question>>;

/** What a person said: he filled in the form, or he did not want to. */
export type FormAnswer = { readonly action: 'accept'; readonly values: Readonly<Record<string, unknown>> } | { readonly action: 'decline' | 'cancel' };

/** The answer to one question, checked against it. */
export type Answer<Q extends Question> = Q extends FormQuestion ? FormAnswer : Q extends SampleQuestion ? CreateMessageResult : readonly Root[];
export type Answers<Q extends Questions> = { readonly [K in keyof Q]: Answer<Q[K]> };

/** The client's capability that a question of this kind rests on. */
export const capabilityOf = { form: 'elicitation', sample: 'sampling', roots: 'roots' } as const satisfies Record<Question['kind'], string>;

/** A question as it travels. */
export function requestOf(sdk: Sdk, question: Question): InputRequest {
  if (question.kind === 'roots') return sdk.inputRequired.listRoots();
  if (question.kind === 'sample') return sdk.inputRequired.createMessage(question.params);
  return { method: 'elicitation/create', params: { mode: 'form', message: question.message, requestedSchema: schemaOf(question) } };
}

/** The client's answer to one question; undefined where there is none, or one that does not fit the question. */
export function answerTo<Q extends Question>(sdk: Sdk, question: Q, [responses, key]: readonly [Readonly<Record<string, unknown>> | undefined, string]): Answer<Q> | undefined {
  const view = sdk.inputResponse(responses, key);
  const answer = (): FormAnswer | CreateMessageResult | readonly Root[] | undefined => {
    if (question.kind === 'roots') return view.kind === 'roots' && view.roots.every(isRoot) ? view.roots : undefined;
    if (question.kind === 'sample') return view.kind === 'sampling' ? (view.result as CreateMessageResult) : undefined;
    if (view.kind !== 'elicit') return undefined;
    if (view.action !== 'accept') return { action: view.action };
    const values = sdk.acceptedContent(responses, key, sdk.fromJsonSchema<Record<string, unknown>>(schemaOf(question) as Parameters<Sdk['fromJsonSchema']>[0]));
    return values === undefined ? undefined : { action: 'accept', values };
  };
  return answer() as Answer<Q> | undefined;
}

function schemaOf({ fields, required }: FormQuestion) {
  return { type: 'object' as const, properties: { ...fields }, required: [...(required ?? Object.keys(fields))] };
}

function isRoot(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'uri' in value && typeof value.uri === 'string';
}
