import { authoriserRef, checksFacet, definePlugin, kindsFacet } from '@objectos/kernel';
import type { Plugin } from '@objectos/kernel';
import { agentToolsKind } from './agent-tools.ts';
import { PolicyAuthoriser } from './authoriser.ts';
import { checkAgentTools, checkPolicies } from './check-policies.ts';

/** The one verdict as a plugin: judges every call, and refuses at boot roles and agent tools that cannot mean anything. */
export const policyPlugin: Plugin = definePlugin({
  name: '@objectos/policy',
  version: '0.1.0',
  provides: { authoriser: authoriserRef },
  contributes: [
    kindsFacet.of({ kind: agentToolsKind }),
    checksFacet.of(checkPolicies, (snapshot) => checkAgentTools(snapshot, snapshot.operations())),
  ],
  setup: () => ({ authoriser: new PolicyAuthoriser() }),
});
