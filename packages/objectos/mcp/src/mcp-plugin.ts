import { checksFacet, definePlugin, platformRef, publishersFacet } from '@objectos/kernel';
import type { MetadataIssue, Plugin, Snapshot } from '@objectos/kernel';
import { CommitFeed, changeFeedRef } from './change-feed.ts';
import { confirmationsFacet } from './confirmation.ts';
import { genericToolNames } from './generic-tools.ts';
import { toolsFacet } from './named-tool.ts';
import { operationsOf, promptsFacet } from './prompt.ts';
import { resourcesFacet } from './resource.ts';

/** What MCP needs of the kernel beside calls: to hear of commits, and to refuse a start with prompts, tools or resources that lead nowhere. One value per kernel. */
export function mcpPlugin(): Plugin {
  let feed: CommitFeed | undefined;
  return definePlugin({
    name: '@objectos/mcp',
    version: '0.1.0',
    needs: { platform: platformRef },
    provides: { feed: changeFeedRef },
    contributes: [publishersFacet.of((published) => feed?.hear(published)), checksFacet.of(checkContributions)],
    setup({ platform }, lifetime) {
      const opened = new CommitFeed(platform);
      feed = opened;
      lifetime.onStop(() => opened.close());
      return { feed: opened };
    },
  });
}

/** Each operation that a contribution names must be there, and no tool may take the name of a generic one. */
function checkContributions(snapshot: Snapshot): readonly MetadataIssue[] {
  const named = [
    ...[...snapshot.get(promptsFacet).values()].flatMap((prompt) => operationsOf(prompt).map((operation) => ({ what: `prompt "${prompt.name}"`, operation }))),
    ...[...snapshot.get(resourcesFacet).values()].map(({ uri, operation }) => ({ what: `resource "${uri}"`, operation })),
    ...[...snapshot.get(toolsFacet).values()].map(({ name, operation }) => ({ what: `tool "${name}"`, operation })),
    ...[...snapshot.get(confirmationsFacet).keys()].map((operation) => ({ what: 'confirmation', operation })),
  ];
  const unknown = named.filter(({ operation }) => snapshot.operation(operation) === undefined);
  const taken = [...snapshot.get(toolsFacet).keys()].filter((name) => genericToolNames.has(name));
  return [
    ...unknown.map(({ what, operation }) => fault('MCP_OPERATION_UNKNOWN', `The ${what} names the operation "${operation}", which no plugin brings.`)),
    ...taken.map((name) => fault('MCP_TOOL_RESERVED', `The tool "${name}" has the name of a generic tool; give it another.`)),
  ];
}

function fault(code: string, message: string): MetadataIssue {
  return { code, severity: 'fault', message, source: { file: '@objectos/mcp' } };
}
