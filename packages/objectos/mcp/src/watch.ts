import type { ServerEvent } from '@modelcontextprotocol/server';
import type { Platform } from '@objectos/kernel';
import type { Caller } from './caller.ts';
import type { Catalogues } from './catalogue.ts';
import type { ChangeFeed, Changes } from './change-feed.ts';
import type { Conversation } from './conversation.ts';
import type { Reader } from './exchange.ts';
import { resourceAt } from './readable-resource.ts';
import { listedPrompt } from './prompt-request.ts';
import { listedResources, listedTemplates, readContents } from './resource-request.ts';
import type { Sdk } from './sdk.ts';

/** What a client wants to hear of. */
export type WatchedLists = 'tools' | 'prompts' | 'resources';

export interface WatchParts {
  readonly sdk: Sdk;
  readonly platform: Platform;
  readonly catalogues: Catalogues;
  readonly conversation: Conversation;
  readonly feed: ChangeFeed;
}

export interface Watching {
  readonly caller: Caller;
  readonly lists: ReadonlySet<WatchedLists>;
  /** Hears of what has changed for this caller. */
  notify(this: void, event: ServerEvent): void;
  /** The caller's token is not in force: nothing comes until it is again, if ever. What carries the notices may end. */
  ended(this: void): void;
}

/**
 * Looks for one caller, after each change, at what he would be answered if he asked again, and tells him where that differs
 * from the last look. So a notice says nothing that asking would not: nothing of records, fields, tools or prompts that are
 * hidden from him, and nothing at all once his rights have ended.
 */
export class Watch {
  readonly #parts: WatchParts;
  readonly #watching: Watching;
  /** Digest of each list and each URI as he would be answered. */
  readonly #seen = new Map<string, string>();
  #reader: Reader | undefined;
  #looking: Promise<void> = Promise.resolve();
  #unsubscribe: (() => void) | undefined;

  constructor(parts: WatchParts, watching: Watching) {
    this.#parts = parts;
    this.#watching = watching;
  }

  /** Takes the first look; what changes afterwards is told. False: the token is not in force. */
  async open(): Promise<boolean> {
    const reader = await this.#read();
    if (reader === null) return false;
    this.#reader = reader;
    for (const list of this.#watching.lists) this.#seen.set(list, await this.#digestOf(list, reader));
    this.#unsubscribe = this.#parts.feed.subscribe((changes) => this.#look(changes));
    return true;
  }

  /** Follows one resource from now on; whether it can be read or not makes no difference. */
  async follow(uri: string): Promise<void> {
    const reader = await this.#read();
    if (reader !== null) this.#seen.set(uri, await this.#digestOf(uri, reader));
  }

  unfollow(uri: string): void {
    this.#seen.delete(uri);
  }

  close(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  /** One look after the other: a slow one delays the next, and none is lost. */
  #look(changes: Changes): void {
    this.#looking = this.#looking.then(() => this.#compare(changes)).catch((error: unknown) => {
      // The next look is at everything.
      this.#reader = undefined;
      this.#parts.platform.log('error', 'an MCP subscription could not look at what changed', error);
    });
  }

  async #compare(changes: Changes): Promise<void> {
    if (this.#unsubscribe === undefined) return;
    const reader = await this.#read();
    if (reader === null) return this.#pause();
    const sameRights = reader.catalogue === this.#reader?.catalogue;
    this.#reader = reader;
    for (const [watched, before] of this.#seen) {
      if (sameRights && !restsOn(watched, changes, reader)) continue;
      const now = await this.#digestOf(watched, reader);
      if (now === before || !this.#seen.has(watched)) continue;
      this.#seen.set(watched, now);
      this.#watching.notify(isList(watched) ? { kind: `${watched}_list_changed` } : { kind: 'resource_updated', uri: watched });
    }
  }

  /** Should the token be in force again, the next look is at everything. */
  #pause(): void {
    const wasInForce = this.#reader !== undefined;
    this.#reader = undefined;
    if (wasInForce) this.#watching.ended();
  }

  async #read(): Promise<Reader | null> {
    const { sdk, platform, catalogues } = this.#parts;
    const session = await this.#watching.caller.session();
    return session === null ? null : { sdk, session, catalogue: catalogues.of(session), requestId: platform.uuid() };
  }

  async #digestOf(watched: string, reader: Reader): Promise<string> {
    return this.#parts.platform.sha256(JSON.stringify(await this.#answer(watched, reader)));
  }

  async #answer(watched: string, reader: Reader): Promise<unknown> {
    const { catalogue } = reader;
    if (watched === 'tools') return Array.from(catalogue.tools.values(), ({ definition }) => definition);
    if (watched === 'prompts') return Array.from(catalogue.prompts.values(), listedPrompt);
    if (watched === 'resources') return [await listedResources(this.#parts.conversation, reader), listedTemplates(reader)];
    const at = resourceAt(catalogue.resources, watched);
    // To look is not to try: what is out of reach is not asked for, and so not recorded as refused at each change.
    if (at === undefined || !catalogue.permitted.has(at.resource.target(at.variables).operation)) return null;
    return readContents(this.#parts.conversation, watched, reader).catch((error: unknown) => {
      if (error instanceof reader.sdk.ResourceNotFoundError) return null;
      throw error;
    });
  }
}

function isList(watched: string): watched is WatchedLists {
  return watched === 'tools' || watched === 'prompts' || watched === 'resources';
}

/** Could these changes have changed what is answered? Lists change with rights and metadata alone. */
function restsOn(watched: string, changes: Changes, { catalogue, session }: Reader): boolean {
  const at = isList(watched) ? undefined : resourceAt(catalogue.resources, watched);
  return at?.resource.follows(at.variables).some(({ object, id }) => changes.has(session.tenant, object, id)) ?? false;
}
