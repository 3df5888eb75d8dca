import type { AnyOperation, Call, Operation, Reply } from '@objectos/kernel';
import { descriptorsOf } from '@objectql/metadata';
import { auditLogInput, noInput } from './audit-input.ts';
import type { AuditLogInput, NoInput } from './audit-input.ts';
import { accessPage, journalPage } from './audit-page.ts';
import { logSchema, verdictSchema } from './audit-schema.ts';
import { auditVerdict } from './audit-verdict.ts';
import { auditBatch, auditEntry } from './audit-view.ts';
import type { JournalServices } from './journal-services.ts';

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
    async handler({ context, snapshot }) {
      const rows = { objects: descriptorsOf(snapshot, 'object'), scope: context };
      return { value: await auditVerdict(services(), context.tenant, await services().stores.of(context.tenant), rows) };
    },
  };
  return [log, verify];
}

async function readLog({ stores, recorder }: JournalServices, { context, input }: Call<AuditLogInput>): Promise<Reply> {
  const store = await stores.of(context.tenant);
  if (input.stream === 'access') {
    const { entries, next } = await accessPage(store, recorder, input);
    return { value: { entries: entries.map(auditBatch), next } };
  }
  const { entries, next } = await journalPage(store, input);
  return { value: { entries: entries.map(auditEntry), next } };
}
