import { Rendered } from '@objectos/kernel';
import type { Call, JsonSchema, Operation, Reply } from '@objectos/kernel';
import type { Stores } from '@objectql/engine';
import type { ObjectDescriptor } from '@objectql/metadata';
import { errorsOfList, errorsOfOne } from './call-errors.ts';
import { faultOf, recordNotFound } from './errors.ts';
import { rightsIn } from './granted-rights.ts';
import { getInput, listInput } from './query-input.ts';
import type { PlannedGetInput, PlannedListInput } from './query-input.ts';
import type { RecordModel } from './record-model.ts';
import { recordSchema } from './record-schema.ts';
import { perRights } from './per-rights.ts';

interface ReadOptions {
  readonly object: ObjectDescriptor;
  readonly model: () => RecordModel;
  readonly stores: () => Stores;
}

/** `o.get`: one record as the caller sees it. */
export function getOperation({ object, model, stores }: ReadOptions): Operation<PlannedGetInput> {
  const { name, label } = object;
  return {
    name: `${name}.get`,
    title: `Get ${label.toLowerCase()}`,
    description: `One record of ${name} by its id.${describe(object)}`,
    effect: 'read',
    idempotent: true,
    grant: { object: name, verb: 'read' },
    target: 'record',
    input: perRights(`${name}.get`, (rights) => getInput({ planner: model().planner, rights, object: name })),
    output: (granted) => recordSchema(object, rightsIn(granted, `${name}.get`).of(name, 'read')),
    errors: errorsOfOne,
    async handler({ input: { id, plan, args }, context }: Call<PlannedGetInput>): Promise<Reply> {
      const opening = stores().of(context.tenant);
      const store = opening instanceof Promise ? await opening : opening;
      const { rows: [text], revision } = await store.read(plan, args, context);
      if (text === undefined) throw faultOf(recordNotFound(name));
      return { value: new Rendered(text), id, revision };
    },
  };
}

/** `o.list`, and `o.query`, which is the same with its query in a body. */
export function listOperation(verb: 'list' | 'query', { object, model, stores }: ReadOptions): Operation<PlannedListInput> {
  const { name, label } = object;
  return {
    name: `${name}.${verb}`,
    title: `${verb === 'list' ? 'List' : 'Query'} ${label.toLowerCase()}`,
    description: `Records of ${name}: filter, sort, choose fields, expand lookups, page by cursor.${describe(object)}`,
    effect: 'read',
    idempotent: true,
    grant: { object: name, verb: 'read' },
    target: 'collection',
    input: perRights(`${name}.${verb}`, (rights) => listInput({ planner: model().planner, rights, object: name })),
    output: (granted) => pageSchema(recordSchema(object, rightsIn(granted, `${name}.${verb}`).of(name, 'read'))),
    errors: errorsOfList,
    async handler(call: Call<PlannedListInput>): Promise<Reply> {
      return { value: new Rendered(await pageText(call, stores())) };
    },
  };
}

/** The page as JSON text: records come as text from the store and are joined, never parsed. */
async function pageText({ input: { page }, context }: Call<PlannedListInput>, stores: Stores): Promise<string> {
  const opening = stores.of(context.tenant);
  const store = opening instanceof Promise ? await opening : opening;
  const [result, counted] = await Promise.all([
    store.read(page.plan, page.args, context),
    page.countPlan === undefined ? undefined : store.read(page.countPlan, page.args, context),
  ]);
  const cursor = page.cursorOf(result);
  const next = cursor === null ? 'null' : `"${cursor}"`;
  const total = counted === undefined ? '' : `,"total":${counted.total ?? 0}`;
  return `{"records":[${result.rows.join(',')}],"nextCursor":${next}${total}}`;
}

function describe({ description }: ObjectDescriptor): string {
  return description === undefined ? '' : ` ${description}`;
}

function pageSchema(record: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      records: { type: 'array', items: record },
      nextCursor: { type: ['string', 'null'], description: 'Give it as cursor for the next page; null at the end.' },
      total: { type: 'integer', description: 'How many match in all, where count was asked for.' },
    },
    required: ['records', 'nextCursor'],
  };
}
