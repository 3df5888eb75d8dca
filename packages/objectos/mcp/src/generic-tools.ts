import type { InputIssue, JsonSchema } from '@objectos/kernel';
import { mcpFault } from './errors.ts';
import type { Arguments, PermittedByName, Target, Tool, ToolDefinition } from './tool.ts';

/**
 * The handful of tools that reach every operation whatever the number of objects. A caller sees those of which he may use
 * at least one operation; each call resolves to the named operation.
 */
interface GenericTool {
  readonly definition: ToolDefinition;
  /** Does the caller have any use for it? */
  readonly useful: (permitted: PermittedByName) => boolean;
  readonly target: (given: Arguments) => Target;
}

const text: JsonSchema = { type: 'string' };
const object: JsonSchema = { type: 'string', description: 'Object name from list_objects' };
const id: JsonSchema = { type: 'string', description: 'Record id' };
const names: JsonSchema = { type: 'array', items: text };
const revision: JsonSchema = { type: 'integer', description: 'Refuse if the record has changed since' };
const values: JsonSchema = { type: 'object', description: 'Field values by name' };
const record = { type: 'object' } as const satisfies JsonSchema;

function schema(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]): ToolDefinition['inputSchema'] {
  return { type: 'object', properties, required, additionalProperties: false };
}

const reads = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;
const writes = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false } as const;

const genericTools: readonly GenericTool[] = [
  {
    definition: {
      name: 'list_objects', title: 'List objects', description: 'Business objects that you may use, with the verbs allowed on each.',
      inputSchema: schema({}, []), outputSchema: { type: 'object', properties: { objects: { type: 'array', items: record } }, required: ['objects'] }, annotations: reads,
    },
    useful: () => true,
    target: () => ({ operation: 'meta.objects', input: {} }),
  },
  {
    definition: {
      name: 'describe_object', title: 'Describe object', description: 'Fields, types, events and actions of one object, as far as you may see them.',
      inputSchema: schema({ object }, ['object']), outputSchema: record, annotations: reads,
    },
    useful: () => true,
    target: (given) => ({ operation: 'meta.object', input: { name: given['object'] } }),
  },
  {
    definition: {
      name: 'query_records', title: 'Query records',
      description: 'Records of one object. filter: {"status":"open","amount":{"$gte":100}}; operators $eq $ne $gt $gte $lt $lte $in $nin $between $contains $startsWith $endsWith $null $and $or $not. Page on with nextCursor.',
      inputSchema: schema({ object, filter: { type: 'object' }, sort: { type: 'string', description: 'Such as -amount,name' }, fields: names, expand: { ...names, description: 'Lookup fields to answer as records' }, limit: { type: 'integer', maximum: 500 }, cursor: text, count: { type: 'boolean' } }, ['object']),
      outputSchema: { type: 'object', properties: { records: { type: 'array', items: record }, nextCursor: { type: ['string', 'null'] }, total: { type: 'integer' } }, required: ['records'] },
      annotations: reads,
    },
    useful: has('list'),
    target: ({ object: name, ...input }) => ({ operation: `${String(name)}.list`, input }),
  },
  {
    definition: {
      name: 'get_record', title: 'Get record', description: 'One record. Null fields listed in _masked hold a value that you may not see.',
      inputSchema: schema({ object, id, fields: names, expand: names }, ['object', 'id']), outputSchema: record, annotations: reads,
    },
    useful: has('get'),
    target: ({ object: name, ...input }) => ({ operation: `${String(name)}.get`, input }),
  },
  {
    definition: {
      name: 'record_history', title: 'Record history', description: 'Who changed what in one record, oldest first.',
      inputSchema: schema({ object, id, limit: { type: 'integer' }, cursor: text }, ['object', 'id']), outputSchema: record, annotations: reads,
    },
    useful: has('history'),
    target: ({ object: name, ...input }) => ({ operation: `${String(name)}.history`, input }),
  },
  {
    definition: {
      name: 'create_record', title: 'Create record', description: 'Creates one record.',
      inputSchema: schema({ object, values }, ['object', 'values']), outputSchema: record, annotations: writes,
    },
    useful: has('create'),
    target: (given) => ({ operation: `${String(given['object'])}.create`, input: given['values'] }),
  },
  {
    definition: {
      name: 'update_record', title: 'Update record', description: 'Changes the given fields of one record.',
      inputSchema: schema({ object, id, revision, values }, ['object', 'id', 'values']), outputSchema: record, annotations: { ...writes, idempotentHint: true },
    },
    useful: has('update'),
    target: ({ object: name, values: changes, ...input }) => ({ operation: `${String(name)}.update`, input: merged(changes, input) }),
  },
  {
    definition: {
      name: 'delete_record', title: 'Delete record', description: 'Deletes one record.',
      inputSchema: schema({ object, id, revision }, ['object', 'id']), outputSchema: record, annotations: { ...writes, destructiveHint: true, idempotentHint: true },
    },
    useful: has('delete'),
    target: ({ object: name, ...input }) => ({ operation: `${String(name)}.delete`, input }),
  },
  {
    definition: {
      name: 'perform_action', title: 'Perform action', description: 'Performs a flow event or an action of a record, such as approve; describe_object lists them with their inputs.',
      inputSchema: schema({ object, id, action: text, revision, input: { type: 'object' } }, ['object', 'id', 'action']), outputSchema: record, annotations: { ...writes, openWorldHint: true },
    },
    useful: (permitted) => [...permitted.values()].some(({ operation }) => operation.target === 'record' && !recordVerbs.has(verbOf(operation.name))),
    target: ({ object: name, action, input, ...address }) => ({ operation: `${String(name)}.${actionName(action)}`, input: merged(input ?? {}, address) }),
  },
  {
    definition: {
      name: 'explain_permission', title: 'Explain permission', description: 'Whether a principal may call an operation, such as expense.approve on a record, and which rules and conditions decide.',
      inputSchema: schema({ principal: text, operation: text, record: text, agent: text, token: text, surface: text }, ['principal', 'operation']), outputSchema: record, annotations: reads,
    },
    useful: (permitted) => permitted.has('permission.explain'),
    target: (input) => ({ operation: 'permission.explain', input }),
  },
];

const recordVerbs: ReadonlySet<string> = new Set(['get', 'history', 'create', 'update', 'delete', 'list', 'query']);

/** Record verbs have tools of their own, whose hints (read-only, destructive) the client has been told. */
function actionName(given: unknown): string {
  const name = String(given);
  if (recordVerbs.has(name)) throw mcpFault('ACTION_UNKNOWN', { name }, { details: { path: 'action' } });
  return name;
}

function verbOf(operation: string): string {
  return operation.slice(operation.indexOf('.') + 1);
}

function has(verb: string): (permitted: PermittedByName) => boolean {
  return (permitted) => [...permitted.keys()].some((name) => verbOf(name) === verb);
}

/** The address wins over values of the same name; `id` and `revision` are no fields. */
function merged(given: unknown, address: Arguments): unknown {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...given, ...address } : given;
}

/** Longest name of an object or action that is asked for at all. */
const longestName = 100;

/** Most slips that one refusal tells: nobody reads more, and the answer must not grow with the question. */
const mostIssues = 50;

/** Arguments that become part of an operation's name. */
const naming = ['object', 'action'] as const;

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= longestName;
}

/** Refuses arguments that the tool does not name, so that a slip is told and not ignored. */
function checked({ definition, target }: GenericTool): Tool {
  const known = Object.keys(definition.inputSchema['properties'] as object);
  const required = definition.inputSchema['required'] as readonly string[];
  return {
    definition,
    target(given) {
      const issues: InputIssue[] = [];
      for (const name of Object.keys(given).filter((each) => !known.includes(each)).slice(0, mostIssues)) {
        const told = name.slice(0, longestName);
        issues.push(issueOf(told, mcpFault('ARGUMENT_UNKNOWN', { name: told, known })));
      }
      for (const name of required) if (!Object.hasOwn(given, name)) issues.push(issueOf(name, mcpFault('ARGUMENT_MISSING', { name })));
      for (const name of naming) if (Object.hasOwn(given, name) && known.includes(name) && !isName(given[name])) issues.push(issueOf(name, mcpFault('ARGUMENT_INVALID', { name, most: longestName })));
      if (issues.length > 0) throw mcpFault('TOOL_ARGUMENTS_INVALID', { issues }, { details: { issues } });
      return target(given);
    },
  };
}

function issueOf(path: string, { code, message }: { readonly code: string; readonly message: string }): InputIssue {
  return { path, code, message };
}

const checkedTools = genericTools.map((tool) => ({ tool: checked(tool), useful: tool.useful }));

/** The generic tools that this caller has any use for. */
export function genericToolsFor(permitted: PermittedByName): readonly Tool[] {
  return checkedTools.filter(({ useful }) => useful(permitted)).map(({ tool }) => tool);
}

/** Names that no other tool may have. */
export const genericToolNames: ReadonlySet<string> = new Set(genericTools.map(({ definition }) => definition.name));
