import type { AnyOperation, Call, JsonSchema, Operation, Platform, Reply } from '@objectos/kernel';
import type { Stores } from '@objectql/engine';
import { auditLogInput, noInput } from './audit-input.ts';
import type { AuditLogInput, NoInput } from './audit-input.ts';
import { auditBatch, auditEntry } from './audit-view.ts';
import type { BatchingAccessRecorder } from './access-recorder.ts';
import type { CheckpointStore } from './checkpoint.ts';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';
import type { JournalVerdict } from './journal-verdict.ts';
import { verifyJournal } from './verify-journal.ts';

/** What the operations work with once the plugin has started. */
export interface JournalServices {
  readonly stores: Stores;
  readonly platform: Platform;
  readonly recorder: BatchingAccessRecorder;
  readonly checkpoints?: { readonly kept: CheckpointStore; readonly keeper: CheckpointKeeper };
}

/** The subject of auditors' rights: `read:audit`. It is no object; nobody can write it. */
export const auditSubject = { kind: 'subject', name: 'audit', plural: 'audit', label: 'Audit', verbs: ['read'] } as const;

const grant = { object: auditSubject.name, verb: 'read' };

/** `audit.log` and `audit.verify`, for those who may `read:audit`: unlike a record's history they see every field. */
export function auditOperations(services: () => JournalServices): readonly AnyOperation[] {
  const log: Operation<AuditLogInput> = {
    name: 'audit.log',
    title: 'Audit log',
    description: 'Journal entries in order: who changed what, when, through what and on whose behalf, with the values before and after. Or, with stream "access", what was denied or read.',
    effect: 'read',
    idempotent: true,
    grant,
    target: 'system',
    input: auditLogInput,
    output: () => logSchema,
    handler: (call) => readLog(services(), call),
  };
  const verify: Operation<NoInput> = {
    name: 'audit.verify',
    title: 'Verify the journal',
    description: 'Reads the whole journal and names every changed, removed, inserted or reordered entry, a cut tail and a rewritten chain.',
    effect: 'read',
    idempotent: true,
    grant,
    target: 'system',
    input: noInput,
    output: () => verdictSchema,
    handler: async (call) => ({ value: await verifyTenant(services(), call.context.tenant) }),
  };
  return [log, verify];
}

async function readLog(services: JournalServices, { context, input: { stream, record, after, limit } }: Call<AuditLogInput>): Promise<Reply> {
  const store = await services.stores.of(context.tenant);
  if (stream === 'access') {
    await services.recorder.flush();
    const batches = await store.accessLog(after, limit);
    return { value: { entries: batches.map(auditBatch), next: nextOf(batches, limit) } };
  }
  const entries = record === null ? await store.journal(after, limit) : await store.history(record, after, limit);
  return { value: { entries: entries.map(auditEntry), next: nextOf(entries, limit) } };
}

/** What to give as `after` for the entries that follow; null at the end. */
function nextOf(page: readonly { readonly seq: number }[], limit: number): number | null {
  return page.length < limit ? null : page.at(-1)?.seq ?? null;
}

/** A journal that is found whole gets a checkpoint: from then on everything up to here is vouched for. */
async function verifyTenant({ stores, platform, recorder, checkpoints }: JournalServices, tenant: string): Promise<JournalVerdict> {
  const store = await stores.of(tenant);
  await recorder.flush();
  const known = await checkpoints?.kept.list(tenant) ?? [];
  const verdict = await verifyJournal({ store, host: platform, checkpoints: known });
  if (verdict.ok) await checkpoints?.keeper.keep(tenant, store);
  return verdict;
}

const text: JsonSchema = { type: 'string' };
const whole: JsonSchema = { type: 'integer' };

const changeSchema: JsonSchema = {
  type: 'object',
  required: ['op', 'object', 'record', 'before', 'after'],
  properties: { op: { enum: ['insert', 'update', 'add', 'delete'] }, object: text, record: text, before: { type: ['object', 'null'] }, after: { type: ['object', 'null'] } },
};

const logSchema: JsonSchema = {
  type: 'object',
  required: ['entries', 'next'],
  properties: {
    entries: {
      type: 'array',
      items: {
        type: 'object',
        required: ['seq', 'hash'],
        properties: {
          seq: whole, at: text, principal: text, actors: { type: 'array', items: text }, onBehalfOf: { type: ['string', 'null'] }, surface: text,
          operation: text, requestId: text, version: text, hash: text, erased: { const: true }, changes: { type: 'array', items: changeSchema },
          events: { type: 'array', items: { type: 'object' } }, dropped: whole,
        },
      },
    },
    next: { type: ['integer', 'null'], description: 'Give it as after for what follows.' },
  },
};

const verdictSchema: JsonSchema = {
  type: 'object',
  required: ['ok', 'entries', 'findings'],
  properties: {
    ok: { type: 'boolean' }, entries: whole, erased: whole, accessBatches: whole, checkpoint: { type: ['integer', 'null'] },
    head: { type: 'object', properties: { seq: whole, epoch: text, hash: text } },
    epochs: { type: 'array', items: { type: 'object', properties: { epoch: text, from: whole } } },
    findings: {
      type: 'array',
      items: {
        type: 'object',
        required: ['kind', 'stream', 'seq', 'message'],
        properties: {
          kind: { enum: ['changed', 'removed', 'inserted', 'reordered', 'cut', 'rewritten', 'restored'] },
          stream: { enum: ['journal', 'access'] }, seq: whole, last: whole, message: text,
        },
      },
    },
  },
};
