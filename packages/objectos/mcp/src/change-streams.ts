import type { ServerEvent } from '@modelcontextprotocol/server';
import type { Caller } from './caller.ts';
import type { ListenRequest } from './listen-request.ts';
import type { Mcp } from './mcp.ts';
import type { Sdk } from './sdk.ts';
import type { WatchedLists } from './watch.ts';

/** Most streams of changes that are open at a time, of all and of one caller; each costs a look per change. */
const mostStreams = 1_000;
const mostOfCaller = 20;

/** Most resources that one stream follows. */
const mostFollowed = 100;

/** Streams of changes over HTTP (`subscriptions/listen`), each with a watch for its caller. */
export class ChangeStreams {
  readonly #mcp: Mcp;
  readonly #sdk: Sdk;
  /** What ends each, with the caller whose it is. */
  readonly #open = new Map<() => Promise<void>, string>();

  constructor(mcp: Mcp, sdk: Sdk) {
    this.#mcp = mcp;
    this.#sdk = sdk;
  }

  async fetch(request: Request, { body, caller }: { readonly body: ListenRequest; readonly caller: Caller }): Promise<Response> {
    const { resourceSubscriptions: uris = [], ...lists } = body.params.notifications;
    const ofCaller = this.#open.values().filter((key) => key === caller.key).toArray().length;
    if (this.#open.size >= mostStreams || ofCaller >= mostOfCaller || uris.length > mostFollowed) return refusal(body.id);
    let tell: ((event: ServerEvent) => void) | undefined;
    let closed = false;
    const watch = this.#mcp.watch(this.#sdk, { caller, lists: watchedLists(lists), notify: (event) => tell?.(event), ended: () => void end() });
    const bus = {
      publish: () => undefined,
      subscribe(listener: (event: ServerEvent) => void) {
        tell = listener;
        return close;
      },
    };
    const handler = this.#sdk.createMcpHandler(({ era }) => this.#mcp.server(this.#sdk, { caller, era }), { legacy: 'reject', bus });
    const end = (): Promise<void> => handler.close();
    const close = (): void => {
      closed = true;
      watch.close();
      this.#open.delete(end);
    };
    this.#open.set(end, caller.key);
    if (!await watch.open()) {
      close();
      return new Response(null, { status: 401 });
    }
    for (const uri of uris) await watch.follow(uri);
    const answer = await handler.fetch(request, { parsedBody: body });
    // A refusal, or a filter of nothing: there is no stream to watch for.
    if (tell === undefined && !closed) close();
    return answer;
  }

  /** Ends every stream, with its last word. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#open.keys(), (end) => end()));
  }
}

function watchedLists({ toolsListChanged, promptsListChanged, resourcesListChanged }: Omit<ListenRequest['params']['notifications'], 'resourceSubscriptions'>): ReadonlySet<WatchedLists> {
  const wanted = [['tools', toolsListChanged], ['prompts', promptsListChanged], ['resources', resourcesListChanged]] as const;
  return new Set(wanted.filter(([, listens]) => listens === true).map(([list]) => list));
}

function refusal(id: string | number): Response {
  return Response.json({ jsonrpc: '2.0', id, error: { code: -32_603, message: `Too many subscriptions: at most ${mostOfCaller} streams of a caller, with ${mostFollowed} resources each.` } });
}
