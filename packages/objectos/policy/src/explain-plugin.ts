import { authoriserRef, definePlugin, metadataFacet, operationsFacet, platformRef, runtimeRef, systemRef } from '@objectos/kernel';
import type { Operation, Plugin } from '@objectos/kernel';
import { fault } from './errors.ts';
import { explain } from './explain.ts';
import type { ExplainServices } from './explain.ts';
import { explainInput } from './explain-input.ts';
import type { ExplainInput } from './explain-input.ts';
import { explainedSessionsRef } from './explained-sessions.ts';
import { explanationSchema } from './explanation-schema.ts';
import type { Explanation } from './explanation.ts';

/** The subject of the right to ask: `explain:permissions`. It is no object. Every asking is recorded. */
export const permissionsSubject = { kind: 'subject', name: 'permissions', plural: 'permissions', label: 'Permissions', verbs: ['explain'], audit: { reads: 'all' } } as const;

/** `permission.explain`: what would become of a call, and why. One value per kernel. */
export function explainPlugin(): Plugin {
  let services: ExplainServices | undefined;
  const started = (): ExplainServices => {
    if (services === undefined) throw fault('EXPLAIN_NOT_STARTED', {});
    return services;
  };
  return definePlugin({
    name: '@objectos/policy-explain',
    version: '0.1.0',
    needs: { authoriser: authoriserRef, runtime: runtimeRef, sessions: explainedSessionsRef, system: systemRef, platform: platformRef },
    contributes: [
      metadataFacet.of({ kind: 'subject', name: permissionsSubject.name, descriptor: permissionsSubject }),
      operationsFacet.of(explainOperation(started)),
    ],
    setup(given) {
      services = given;
    },
  });
}

function explainOperation(services: () => ExplainServices): Operation<ExplainInput, Explanation> {
  return {
    name: 'permission.explain',
    title: 'Explain permission',
    description: 'What would become of a call of a principal, and why: which rule of which role, which condition, and whether the person, the delegation or the token is the limit.',
    effect: 'read',
    idempotent: true,
    grant: { object: permissionsSubject.name, verb: 'explain' },
    target: 'system',
    input: explainInput,
    output: () => explanationSchema,
    errors: [
      { code: 'EXPLAIN_PRINCIPAL_UNKNOWN', category: 'not_found' },
      { code: 'EXPLAIN_OPERATION_UNKNOWN', category: 'not_found' },
      { code: 'EXPLAIN_WITHOUT_RECORD', category: 'malformed' },
      { code: 'RECORD_NOT_FOUND', category: 'not_found' },
    ],
    about: ({ principal, operation, record }) => [principal, operation, ...(record === undefined ? [] : [record])].join(' '),
    handler: async (call) => ({ value: await explain(services(), call) }),
  };
}
