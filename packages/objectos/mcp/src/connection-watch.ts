import type { Server, ServerEvent } from '@modelcontextprotocol/server';
import type { Mcp } from './mcp.ts';
import type { Subscriptions } from './mcp-server.ts';
import type { Sdk } from './sdk.ts';
import type { Watching } from './watch.ts';

/** The watch of a connection that lasts: every list, and the resources that its client subscribes to. */
export interface ConnectionWatch extends Subscriptions {
  /** Takes the first look, once. Until then nothing is watched. */
  open(): Promise<void>;
  close(): void;
}

/** Most resources that one connection follows. */
const mostFollowed = 100;

/** A watch that has not begun. */
export function connectionWatch(mcp: Mcp, sdk: Sdk, watching: Omit<Watching, 'lists'>): ConnectionWatch {
  const watch = mcp.watch(sdk, { ...watching, lists: new Set(['tools', 'prompts', 'resources']) });
  const followed = new Set<string>();
  let opening: Promise<boolean> | undefined;
  const open = async (): Promise<void> => {
    opening ??= watch.open();
    if (!await opening) opening = undefined;
  };
  return {
    open,
    async follow(uri) {
      if (followed.size >= mostFollowed && !followed.has(uri)) throw new sdk.ProtocolError(-32_602, `At most ${mostFollowed} resources can be subscribed to over one connection.`);
      await open();
      followed.add(uri);
      await watch.follow(uri);
    },
    unfollow(uri) {
      followed.delete(uri);
      watch.unfollow(uri);
    },
    close: () => watch.close(),
  };
}

/** An event as the notification that it is. A client that has gone cannot be told: its connection ends by itself. */
export async function notifyClient(server: Server, event: ServerEvent): Promise<void> {
  if (event.kind === 'resource_updated') await server.sendResourceUpdated({ uri: event.uri });
  else if (event.kind === 'tools_list_changed') await server.sendToolListChanged();
  else if (event.kind === 'prompts_list_changed') await server.sendPromptListChanged();
  else await server.sendResourceListChanged();
}
