import { sessionSourceRef } from '@objectos/identity';
import { definePlugin } from '@objectos/kernel';
import type { Plugin } from '@objectos/kernel';
import { explainedSessionsRef } from '@objectos/policy';

/** Lets explanations ask identity who a call would be made by: neither of the two knows the other. */
export const explainSessionsPlugin: Plugin = definePlugin({
  name: '@objectos/explain-sessions',
  version: '0.1.0',
  needs: { source: sessionSourceRef },
  provides: { sessions: explainedSessionsRef },
  setup: ({ source }) => ({ sessions: source }),
});
