import { isSystem } from '@objectos/kernel';
import type { AnyOperation, Call, Operation } from '@objectos/kernel';
import type { AuditLogInput, NoInput } from './audit-input.ts';
import { noInput, systemLogInput } from './audit-input.ts';
import { journalPage } from './audit-page.ts';
import { logSchemaOf, text, verdictSchema } from './audit-schema.ts';
import { auditVerdict } from './audit-verdict.ts';
import { systemAuditEntry } from './audit-view.ts';
import { systemCheckpoints } from './checkpoint.ts';
import { fault } from './errors.ts';
import type { JournalServices } from './journal-services.ts';
import type { VerifiedRows } from './verify-rows.ts';

const operatorOnly = { effect: 'read', idempotent: true, grant: null, target: 'system', surfaces: ['cli', 'system'] } as const;

/**
 * `audit.systemLog` and `audit.systemVerify`: the journal of the system store, which belongs to no tenant. The operator's, who
 * calls as the system principal; on the surfaces of tenants they do not exist.
 */
export function systemAuditOperations(services: () => JournalServices): readonly AnyOperation[] {
  const log: Operation<AuditLogInput> = {
    ...operatorOnly,
    name: 'audit.systemLog',
    title: 'Audit log of the system store',
    description: 'Journal entries of the system store in order: who made or revoked a token, made a tenant or changed a plugin. Of what changed it names the fields, never their values.',
    input: systemLogInput,
    output: () => logSchema,
    async handler({ context, input }) {
      requireOperator(context);
      const { entries, next } = await journalPage(await services().stores.system(), input);
      return { value: { entries: entries.map(systemAuditEntry), next } };
    },
  };
  const verify: Operation<NoInput> = {
    ...operatorOnly,
    name: 'audit.systemVerify',
    title: 'Verify the journal of the system store',
    description: 'Reads the whole journal of the system store, as audit.verify does a tenant\'s.',
    input: noInput,
    output: () => verdictSchema,
    async handler({ context, snapshot }) {
      requireOperator(context);
      const rows = { objects: snapshot.metadata('systemObject') as VerifiedRows['objects'], scope: context };
      return { value: await auditVerdict(services(), systemCheckpoints, await services().stores.system(), rows) };
    },
  };
  return [log, verify];
}

function requireOperator({ principal }: Call['context']): void {
  if (!isSystem(principal)) throw fault('AUDIT_OPERATOR_ONLY', {});
}

const logSchema = logSchemaOf(
  { tenant: text },
  {
    type: 'object',
    required: ['op', 'object', 'record', 'fields'],
    properties: { op: { enum: ['insert', 'update', 'add', 'delete'] }, object: text, record: text, fields: { type: 'array', items: text } },
  },
);
