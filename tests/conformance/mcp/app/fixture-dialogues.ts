import type { AnyOperation, Call, Reply } from '@objectos/kernel';
import { ask, dialogueOf } from '@objectos/mcp';
import type { Answers, FormQuestion, Memory, Question, Questions, SampleQuestion } from '@objectos/mcp';
import { answer, fixture, text } from './fixture-operation.ts';
import type { Given } from './fixture-operation.ts';

function form(message: string, fields: FormQuestion['fields'], required?: readonly string[]): FormQuestion {
  return { kind: 'form', message, fields, ...(required === undefined ? {} : { required }) };
}

function sample(said: string, maxTokens: number): SampleQuestion {
  return { kind: 'sample', params: { messages: [{ role: 'user', content: { type: 'text', text: said } }], maxTokens } };
}

const words = { type: 'string' } as const;
const userName = form('What is your name?', { name: words });
const confirm = form('Please confirm', { ok: { type: 'boolean' } });

/** Asks once, and answers with what was said. */
function asksOnce<const Q extends Questions>(name: string, questionsOf: (call: Call<Given>) => Q, conclude: (answers: Answers<Q>) => string, more: { readonly takes?: readonly string[]; readonly memory?: Memory } = {}): AnyOperation {
  return fixture({
    name,
    description: 'Asks the client before it answers.',
    ...(more.takes === undefined ? {} : { takes: more.takes }),
    handler(call) {
      const questions = questionsOf(call);
      const answers = dialogueOf(call.context)?.answers(questions);
      return answers === undefined ? ask(questions, more.memory) : answer(text(conclude(answers)));
    },
  });
}

const said = (value: unknown): string => JSON.stringify(value);
const personal = form('Tell us about yourself', {
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true },
}, []);
const titled = (word: string) => [1, 2, 3].map((number) => ({ const: `value${number}`, title: `${word} ${number}` }));
const choices = form('Choose', {
  untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
  titledSingle: { type: 'string', oneOf: titled('Option') },
  legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
  untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
  titledMulti: { type: 'array', items: { anyOf: titled('Choice') } },
}, []);
const oneThing = (): Questions => ({ user_name: userName, greeting: sample('Generate a greeting', 50), client_roots: { kind: 'roots' } });

/** Asks for as much as the client can be asked for. */
const asksWhatItCan = fixture({
  name: 'capabilities',
  description: 'Asks for what the client says that it can be asked for.',
  handler({ context }) {
    const dialogue = dialogueOf(context);
    const all = oneThing();
    const questions = Object.fromEntries(Object.entries(all).filter(([, { kind }]) => dialogue?.can(kind) === true));
    const answers = dialogue?.answers(questions);
    return answers === undefined || Object.keys(questions).length === 0 ? ask(questions) : answer(text(said(answers)));
  },
});

/** Two rounds, of which the second builds on the first. */
const asksTwice = fixture({
  name: 'multi_round',
  description: 'Asks twice before it answers.',
  handler({ context }): Reply {
    const dialogue = dialogueOf(context);
    const steps = [{ step1: form('Step 1: What is your name?', { name: words }) }, { step2: form('Step 2: What is your favorite color?', { color: words }) }] as const;
    const name = dialogue?.memory;
    if (typeof name === 'string') {
      const second = dialogue?.answers(steps[1]);
      return second === undefined ? ask(steps[1], name) : answer(text(`${name}: ${said(second)}`));
    }
    const first = dialogue?.answers(steps[0]);
    return first === undefined ? ask(steps[0]) : ask(steps[1], said(first));
  },
});

/** Asks, and answers only to who brings back what it was given to keep. */
const remembers = (name: string): AnyOperation => fixture({
  name,
  description: 'Asks, and remembers what it has asked.',
  handler({ context }) {
    const dialogue = dialogueOf(context);
    const answers = dialogue?.memory === 'asked' ? dialogue.answers({ confirm }) : undefined;
    return answers === undefined ? ask({ confirm }, 'asked') : answer(text('state-ok'));
  },
});

const samples = (name: string, question: (call: Call<Given>) => Question & SampleQuestion, key: string, takes?: readonly string[]): AnyOperation =>
  asksOnce(name, (call) => ({ [key]: question(call) }), (answers) => `LLM response: ${said(answers)}`, takes === undefined ? {} : { takes });

/** Operations that ask, by the name of their tool. */
export const askingTools: Readonly<Record<string, AnyOperation>> = {
  test_elicitation: asksOnce(
    'elicitation',
    ({ input }) => ({ user: form(input['message'] ?? '', { username: { ...words, description: "User's response" }, email: { ...words, description: "User's email address" } }) }),
    ({ user }) => `User response: ${said(user)}`,
    { takes: ['message'] },
  ),
  test_elicitation_sep1034_defaults: asksOnce('elicitation_defaults', () => ({ personal }), (answers) => `Elicitation completed: ${said(answers.personal)}`),
  test_elicitation_sep1330_enums: asksOnce('elicitation_enums', () => ({ choices }), (answers) => `Elicitation completed: ${said(answers.choices)}`),
  test_sampling: samples('sampling', ({ input }) => sample(input['prompt'] ?? '', 100), 'answer', ['prompt']),
  test_missing_capability: samples('missing_capability', () => sample('Say pong.', 16), 'llm_answer'),
  test_input_required_result_elicitation: asksOnce('input_elicitation', () => ({ user_name: userName }), ({ user_name: name }) => `Hello, ${said(name)}!`),
  test_input_required_result_sampling: samples('input_sampling', () => sample('What is the capital of France?', 100), 'capital_question'),
  test_input_required_result_list_roots: asksOnce('input_list_roots', () => ({ client_roots: { kind: 'roots' } }), (answers) => said(answers.client_roots)),
  test_input_required_result_request_state: remembers('input_request_state'),
  test_input_required_result_tampered_state: remembers('input_tampered_state'),
  test_input_required_result_multiple_inputs: asksOnce('input_multiple', oneThing, said, { memory: 'asked' }),
  test_input_required_result_multi_round: asksTwice,
  test_input_required_result_capabilities: asksWhatItCan,
};

/** A prompt that must know something first. */
export const promptInput: AnyOperation = asksOnce(
  'input_prompt',
  () => ({ user_context: form('What context should the prompt use?', { context: words }) }),
  ({ user_context: context }) => `Use the following context: ${said(context)}`,
);
