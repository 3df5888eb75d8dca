import type { Server } from '@modelcontextprotocol/server';
import type { Authenticator, Platform, Runtime } from '@objectos/kernel';
import { callerWith } from './caller.ts';
import type { Caller } from './caller.ts';
import { Catalogues } from './catalogue.ts';
import type { ChangeFeed } from './change-feed.ts';
import { Conversation } from './conversation.ts';
import { ExpressLane } from './express-lane.ts';
import { createServer } from './mcp-server.ts';
import type { Connection } from './mcp-server.ts';
import { loadSdk } from './sdk.ts';
import type { Sdk } from './sdk.ts';
import type { StateKeys } from './state-keys.ts';
import type { Tool } from './tool.ts';
import { Watch } from './watch.ts';
import type { Watching } from './watch.ts';

export interface McpOptions {
  readonly runtime: Runtime;
  readonly authenticator: Authenticator;
  readonly platform: Platform;
  /** `mcpPlugin` provides it, as `changeFeedRef`. */
  readonly feed: ChangeFeed;
  /** What states of dialogues are sealed with; without it a key of this process alone. */
  readonly keys?: StateKeys;
  /** What the server says it is. */
  readonly version: string;
}

/** The MCP surface: a projection of the operation table for agents. */
export class Mcp {
  readonly platform: Platform;
  /** The short way of what agents do most; ask it before the general way. */
  readonly express: ExpressLane;
  readonly #options: McpOptions;
  readonly #catalogues: Catalogues;
  readonly #conversation: Conversation;

  constructor(options: McpOptions) {
    this.platform = options.platform;
    this.#options = options;
    this.#catalogues = new Catalogues(options);
    this.#conversation = new Conversation(options);
    this.express = new ExpressLane({ ...options, catalogues: this.#catalogues });
  }

  /** Loads what this surface runs on; the first time it takes a while. */
  sdk(): Promise<Sdk> {
    return loadSdk();
  }

  /** The caller with this token, found anew at each message. */
  caller(token: string): Caller {
    return callerWith(token, this.#options);
  }

  /** A tool that the caller can use now. */
  async tool(caller: Caller, name: string): Promise<Tool | undefined> {
    const session = await caller.session();
    return session === null ? undefined : this.#catalogues.of(session).tools.get(name);
  }

  /** A server for one request (HTTP) or one connection. */
  server(sdk: Sdk, connection: Connection): Server {
    return createServer({ sdk, platform: this.platform, catalogues: this.#catalogues, conversation: this.#conversation, version: this.#options.version }, connection);
  }

  /** A watch for a caller, not yet open. */
  watch(sdk: Sdk, watching: Watching): Watch {
    return new Watch({ sdk, platform: this.platform, catalogues: this.#catalogues, conversation: this.#conversation, feed: this.#options.feed }, watching);
  }
}

