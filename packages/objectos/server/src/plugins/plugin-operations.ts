import { isSystem } from '@objectos/kernel';
import type { AnyOperation, Call, InputIssue, JsonSchema, Operation, Validator } from '@objectos/kernel';
import type { Attempt } from '@objectql/engine';
import { serverFault } from '../errors.ts';
import type { PluginHost } from './plugin-host.ts';

/** The operator's, who calls as the system; no wrap of a plugin lies around what mends the plugins. */
const operatorOnly = { grant: null, target: 'system', surfaces: ['cli', 'system'], unwrapped: true } as const;

/** `plugin.list`, `plugin.install`, `plugin.replace`, `plugin.remove` and `plugin.settled`. */
export function pluginOperations(host: () => PluginHost): readonly AnyOperation[] {
  const list: Operation<object> = {
    ...operatorOnly,
    name: 'plugin.list',
    title: 'List plugins',
    description: 'Every plugin that runs, in the order in which they contribute, and where it comes from.',
    effect: 'read',
    idempotent: true,
    input: textInput({}),
    output: () => ({ type: 'object', required: ['plugins'], properties: { plugins: { type: 'array', items: listedSchema } } }),
    handler: ({ context }) => (requireOperator(context), { value: { plugins: host().list() } }),
  };
  const settled: Operation<object> = {
    ...operatorOnly,
    name: 'plugin.settled',
    title: 'Wait for what was replaced',
    description: 'Answers when what the last changes replaced has ended, with what went wrong in that.',
    effect: 'read',
    idempotent: true,
    input: textInput({}),
    output: () => ({ type: 'object', required: ['problems'], properties: { problems: { type: 'array', items: { type: 'object', required: ['code', 'message'], properties: { code: text, message: text } } } } }),
    async handler({ context }) {
      requireOperator(context);
      return { value: { problems: (await host().settled()).map(({ code, message }) => ({ code, message })) } };
    },
  };
  return [
    list,
    settled,
    change('install', 'Installs a plugin while the system runs; it must not be there yet.', { from: place }, (call) => host().install(call.input.from, scopeOf(call))),
    change('replace', 'Puts another version of a plugin in its place while the system runs. Calls under way end on the old one.', { from: place }, (call) => host().replace(call.input.from, scopeOf(call))),
    change('remove', 'Takes an installed plugin out while the system runs. Refused where others need it.', { name: { type: 'string', description: 'The name of the plugin.' } }, (call) => host().remove(call.input.name, scopeOf(call))),
  ];
}

const text: JsonSchema = { type: 'string' };
const texts: JsonSchema = { type: 'array', items: text };
const place: JsonSchema = { type: 'string', description: 'The whole path of its module, or of the folder with its objectos.plugin.ts.' };
const listedSchema: JsonSchema = { type: 'object', required: ['name', 'version', 'origin', 'place'], properties: { name: text, version: text, origin: { enum: ['runtime', 'config', 'installed'] }, place: { type: ['string', 'null'] } } };
const changeSchema: JsonSchema = {
  type: 'object',
  required: ['plugin', 'version', 'begun', 'ended', 'metadata'],
  properties: { plugin: text, version: { type: ['string', 'null'] }, begun: texts, ended: texts, metadata: text },
};

function change<K extends string>(verb: string, description: string, properties: Readonly<Record<K, JsonSchema>>, perform: (call: Call<Readonly<Record<K, string>>>) => Promise<unknown>): AnyOperation {
  const operation: Operation<Readonly<Record<K, string>>> = {
    ...operatorOnly,
    name: `plugin.${verb}`,
    title: `${verb.charAt(0).toUpperCase()}${verb.slice(1)} plugin`,
    description,
    effect: verb === 'install' ? 'write' : 'destructive',
    idempotent: verb === 'replace',
    input: textInput(properties),
    output: () => changeSchema,
    async handler(call) {
      requireOperator(call.context);
      if (call.context.dryRun === true) throw serverFault('PLUGIN_NO_DRY_RUN', {});
      return { value: await perform(call) };
    },
  };
  return operation;
}

/** An object with exactly these texts. */
function textInput<K extends string>(properties: Readonly<Record<K, JsonSchema>>): Validator<Readonly<Record<K, string>>> {
  const names = Object.keys(properties) as K[];
  return {
    parse(value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, issues: [{ path: '', code: 'INPUT_NOT_OBJECT', message: 'Give an object.' }] };
      const input = value as Readonly<Record<string, unknown>>;
      const issues: InputIssue[] = Object.keys(input).filter((name) => !names.some((known) => known === name)).map((name) => ({ path: name, code: 'PARAMETER_UNKNOWN', message: `There is no parameter "${name}".` }));
      for (const name of names) if (typeof input[name] !== 'string' || input[name] === '') issues.push({ path: name, code: 'INPUT_INVALID', message: `${name} is a text that must be given.` });
      return issues.length > 0 ? { ok: false, issues } : { ok: true, value: input as Readonly<Record<K, string>> };
    },
    jsonSchema: () => ({ type: 'object', properties, required: names, additionalProperties: false }),
  };
}

function scopeOf({ context, operation, snapshot }: Call): Attempt['scope'] {
  const { tenant, principal, time, actors, onBehalfOf, surface, requestId } = context;
  return { tenant, principal, time, actors, onBehalfOf, surface, operation: operation.name, requestId, version: snapshot.version };
}

function requireOperator({ principal }: Call['context']): void {
  if (!isSystem(principal)) throw serverFault('PLUGIN_OPERATOR_ONLY', {});
}
