import { definePlugin, platformRef, publishersFacet, runtimeRef, systemRef } from '@objectos/kernel';
import type { AnyOperation, Call, Context, Platform, Plugin, Snapshot } from '@objectos/kernel';
import { storesRef } from '@objectql/engine';
import type { JournalEntry } from '@objectql/engine';
import type { Row } from '@objectql/metadata';

/**
 * What other processes commit to stores that this one has open too, told to this one's publishers as its own commits are: effects
 * are looked for and watches look again. Nothing of it where a process owns its stores.
 */
export const otherProcessesPlugin: Plugin = definePlugin({
  name: '@objectos/other-processes',
  version: '0.1.0',
  needs: { stores: storesRef, runtime: runtimeRef, system: systemRef, platform: platformRef },
  setup({ stores, runtime, system, platform }, lifetime) {
    const unfollow = stores.follow?.((tenant, entries) => {
      if (tenant === null) return; // nothing of the system store is published
      const call = hearing(system.context({ tenant, onBehalfOf: null }), runtime.snapshotFor(tenant));
      for (const entry of entries) publish(publishedOf(tenant, entry), call, platform);
    });
    if (unfollow !== undefined) lifetime.onStop(unfollow);
  },
});

/** As a committer publishes it. Of updates the journal says what differs, and so does this. */
function publishedOf(tenant: string, { seq, changes }: JournalEntry): unknown {
  return {
    tenant,
    seq,
    changes: changes.map(({ op, object, record, before, after }) => ({ op, key: { object, id: record }, before: rowIn(before), after: rowIn(after) })),
  };
}

function rowIn(text: string | null): Row | null {
  return text === null ? null : (JSON.parse(text) as Row);
}

function publish(published: unknown, call: Call, platform: Platform): void {
  for (const { plugin, value: publisher } of call.snapshot.get(publishersFacet)) {
    const failed = (error: unknown): void => platform.log('error', `a publisher of plugin "${plugin}" failed over a commit of another process`, error);
    try {
      void Promise.resolve(publisher(published, call)).catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

/** The call under which publishers hear: nobody made it, and it can do nothing. */
function hearing(context: Context, snapshot: Snapshot): Call {
  return { operation, input: null, context, snapshot, granted: null };
}

const operation: AnyOperation = {
  name: 'store.follow',
  title: 'Follow a store',
  description: 'What another process committed.',
  effect: 'read',
  idempotent: true,
  grant: null,
  target: 'system',
  surfaces: [],
  input: { parse: () => ({ ok: false, issues: [] }), jsonSchema: () => ({}) },
  output: () => ({}),
  handler: () => Promise.reject(new TypeError('nobody calls this operation')),
};
