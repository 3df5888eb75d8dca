import { checksFacet, committerRef, definePlugin, operationsFacet, platformRef } from '@objectos/kernel';
import type { Plugin } from '@objectos/kernel';
import { storesRef } from '@objectql/engine';
import { checkRules } from './check-rules.ts';
import { fault } from './errors.ts';
import { RecordCommitter } from './record-committer.ts';
import { allRecordOperations } from './record-operations.ts';
import type { RecordServices } from './record-operations.ts';

/**
 * Objects turned into operations, and the committer of all record work. One value per kernel: its handlers use the stores
 * that this kernel started with.
 */
export function recordsPlugin(): Plugin {
  let services: RecordServices | undefined;
  const started = (): RecordServices => {
    if (services === undefined) throw fault('RECORDS_NOT_STARTED', {});
    return services;
  };
  return definePlugin({
    name: '@objectos/records',
    version: '0.1.0',
    needs: { stores: storesRef, platform: platformRef },
    provides: { committer: committerRef },
    contributes: [
      checksFacet.of(checkRules),
      operationsFacet.from((snapshot) => allRecordOperations(snapshot, started)),
    ],
    setup({ stores, platform }) {
      services = { stores, newId: () => platform.uuid() };
      return { committer: new RecordCommitter({ stores, platform }) };
    },
  });
}
