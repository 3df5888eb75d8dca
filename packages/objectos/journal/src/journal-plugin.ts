import { accessRecorderRef, definePlugin, kindsFacet, metadataFacet, operationsFacet, platformRef, publishersFacet, wrapsFacet } from '@objectos/kernel';
import type { AnyOperation, Plugin, Wrap } from '@objectos/kernel';
import { sealerRef, storesRef } from '@objectql/engine';
import { BatchingAccessRecorder } from './access-recorder.ts';
import { auditOperations, auditSubject } from './audit-operations.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { checkpointsRef } from './checkpoint.ts';
import { fault } from './errors.ts';
import type { JournalServices } from './journal-services.ts';
import { createSealer } from './sealer.ts';
import { systemAuditOperations } from './system-audit.ts';

/** Provides the sealer. A plugin of its own, since stores need it and the journal plugin needs stores. */
export const sealerPlugin: Plugin = definePlugin({
  name: '@objectos/journal-sealer',
  version: '0.1.0',
  needs: { platform: platformRef },
  provides: { sealer: sealerRef },
  setup: ({ platform }) => ({ sealer: createSealer(platform) }),
});

export interface JournalPluginOptions {
  /** A checkpoint is taken after so many entries of a store; 1,000 unless given. */
  readonly checkpointEvery?: number;
}

/**
 * The readers of the journal that are everybody's: `audit.log`, `audit.verify`, for the operator those of the system store, the access stream, and checkpoints where the
 * host provides `checkpointsRef`. One value per kernel.
 */
export function journalPlugin({ checkpointEvery = 1000 }: JournalPluginOptions = {}): Plugin {
  let services: JournalServices | undefined;
  const started = (): JournalServices => {
    if (services === undefined) throw fault('JOURNAL_NOT_STARTED', {});
    return services;
  };
  return definePlugin({
    name: '@objectos/journal',
    version: '0.1.0',
    needs: { stores: storesRef, platform: platformRef },
    wants: { kept: checkpointsRef },
    provides: { accessRecorder: accessRecorderRef },
    contributes: [
      kindsFacet.of({ kind: 'subject' }),
      metadataFacet.of({ kind: 'subject', name: auditSubject.name, descriptor: auditSubject }),
      operationsFacet.of(...auditOperations(started), ...systemAuditOperations(started)),
      wrapsFacet.of(afterSystemWrites(() => services?.checkpoints?.keeper.hearSystem())),
      publishersFacet.of((published) => {
        const keeper = services?.checkpoints?.keeper;
        if (keeper !== undefined && isPublished(published)) keeper.hear(published.tenant, published.seq);
      }),
    ],
    setup({ stores, platform, kept }, lifetime) {
      const recorder = new BatchingAccessRecorder(stores, platform);
      const keeper = kept === undefined ? undefined : new CheckpointKeeper({ stores, kept, platform, every: checkpointEvery });
      services = { stores, platform, recorder, ...(kept === undefined || keeper === undefined ? {} : { checkpoints: { kept, keeper } }) };
      lifetime.onStop(async () => {
        await recorder.flush();
        await keeper?.stop();
      });
      return { accessRecorder: recorder };
    },
  });
}

/** The system store publishes nothing; what may write to it are operations that address no object's records. */
function afterSystemWrites(hear: () => void): Wrap {
  const wrap: Wrap = async (_call, next) => {
    const reply = await next();
    hear();
    return reply;
  };
  return Object.assign(wrap, { concerns: ({ target, effect }: AnyOperation) => target === 'system' && effect !== 'read' });
}

/** Of what committers publish the journal reads two members. */
function isPublished(value: unknown): value is { readonly tenant: string; readonly seq: number } {
  return typeof value === 'object' && value !== null && 'tenant' in value && typeof value.tenant === 'string' && 'seq' in value && typeof value.seq === 'number';
}
