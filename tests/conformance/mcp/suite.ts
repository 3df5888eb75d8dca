import type { Suite, Verdict } from '../suite.ts';
import { startBearerProxy } from './bearer-proxy.ts';
import { startFixtureServer } from './fixture-server.ts';
import { judge, scoredScenarios } from './judge.ts';
import type { Check } from './judge.ts';

/**
 * The official suite of the Model Context Protocol against `objectos start`. Checks are counted, because a scenario also passes
 * where it found nothing to look at: each revision has at least as many as the protocol's own reference server passes, in all
 * scenarios that exist for it.
 */
const revisions = [{ revision: '2026-07-28', least: 164 }, { revision: '2025-11-25', least: 84 }] as const;

/** Scenarios that rest on the caller's rights: who has none must fail them, or nobody judges here. */
const restOnRights = ['tools-call-simple-text', 'tools-call-image', 'prompts-get-simple', 'resources-read-text', 'resources-templates-read', 'input-required-result-basic-elicitation'];

export const suite: Suite = {
  async *run() {
    const proxy = await startBearerProxy();
    const server = await startFixtureServer(proxy.address);
    const url = `${proxy.address}/mcp`;
    try {
      proxy.become({ server: server.address, token: server.token('tester') });
      for (const each of revisions) yield await judged(url, each);
      proxy.become({ server: server.address, token: server.token('stranger') });
      yield await refused(url);
    } finally {
      await proxy.close();
      await server.stop();
    }
  },
};

async function judged(url: string, { revision, least }: (typeof revisions)[number]): Promise<Verdict> {
  const scored = await scoredScenarios(revision);
  const seen = await judge(url, ['--requirements', revision]);
  const wanting = scored.map((scenario) => ({ scenario, found: wantingIn(seen.get(scenario) ?? []) })).filter(({ found }) => found.length > 0);
  const checks = [...seen.values()].flat().filter(({ status }) => status === 'SUCCESS').length;
  const failures = wanting.flatMap(({ scenario, found }) => found.map((each) => `${scenario}: ${each}`));
  if (checks < least) failures.push(`${checks} checks passed, of at least ${least}; a scenario may have found nothing to look at`);
  return { subject: `mcp ${revision}`, counts: { scenarios: `${scored.length - wanting.length}/${scored.length}`, checks }, failures };
}

/** What a scenario found wanting, a warning as well; a scenario without a passed check has found nothing to look at. */
function wantingIn(checks: readonly Check[]): readonly string[] {
  const found = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING').map(({ id, errorMessage = '' }) => `${id} ${errorMessage}`);
  return found.length > 0 || checks.some(({ status }) => status === 'SUCCESS') ? found : ['no check passed'];
}

async function refused(url: string): Promise<Verdict> {
  const passed: string[] = [];
  for (const scenario of restOnRights) {
    const seen = await judge(url, ['--scenario', scenario, '--spec-version', '2026-07-28']);
    if (!(seen.get(scenario) ?? []).some(({ status }) => status === 'FAILURE')) passed.push(scenario);
  }
  return { subject: 'mcp without rights', counts: { refused: `${restOnRights.length - passed.length}/${restOnRights.length}` }, failures: passed.map((scenario) => `${scenario} passes for a caller who has no right to it`) };
}
