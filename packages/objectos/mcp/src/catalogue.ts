import { createContext } from '@objectos/kernel';
import type { Platform, Runtime, Session, Snapshot } from '@objectos/kernel';
import { confirmationsFacet } from './confirmation.ts';
import type { Confirmation } from './confirmation.ts';
import { operationsOf, promptsFacet } from './prompt.ts';
import type { Prompt } from './prompt.ts';
import { readableResources } from './readable-resource.ts';
import type { ReadableResource } from './readable-resource.ts';
import { resourcesFacet } from './resource.ts';
import type { PermittedByName, Tool } from './tool.ts';
import { toolsFor } from './tool-list.ts';

/** Everything that one caller can reach, and nothing else: what lists are made of and names are looked up in. */
export interface Catalogue {
  readonly snapshot: Snapshot;
  readonly permitted: PermittedByName;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly resources: readonly ReadableResource[];
  readonly confirmations: ReadonlyMap<string, Confirmation>;
}

/** Catalogues of live sessions. */
export class Catalogues {
  readonly #runtime: Runtime;
  readonly #platform: Platform;
  /** Of a snapshot, and so no longer there than it is. */
  readonly #kept = new WeakMap<Snapshot, WeakMap<Session, Catalogue>>();

  constructor({ runtime, platform }: { readonly runtime: Runtime; readonly platform: Platform }) {
    this.#runtime = runtime;
    this.#platform = platform;
  }

  /** The very same one until the rights of the session or the metadata change: rights cannot without a new session object. */
  of(session: Session): Catalogue {
    const snapshot = this.#runtime.snapshotFor(session.tenant);
    const bySession = this.#kept.get(snapshot) ?? new WeakMap<Session, Catalogue>();
    this.#kept.set(snapshot, bySession);
    const kept = bySession.get(session) ?? this.#make(session, snapshot);
    bySession.set(session, kept);
    return kept;
  }

  #make(session: Session, snapshot: Snapshot): Catalogue {
    const context = createContext(session, { surface: 'mcp' }, this.#platform);
    const permitted = new Map(this.#runtime.permitted(context).map((each) => [each.operation.name, each]));
    return {
      snapshot,
      permitted,
      tools: toolsFor(permitted, snapshot),
      prompts: new Map([...snapshot.get(promptsFacet)].filter(([, prompt]) => operationsOf(prompt).every((name) => permitted.has(name)))),
      resources: readableResources(permitted, snapshot.get(resourcesFacet).values()),
      confirmations: snapshot.get(confirmationsFacet),
    };
  }
}
