import type { Platform } from '@objectos/kernel';
import type { Stores } from '@objectql/engine';
import type { BatchingAccessRecorder } from './access-recorder.ts';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';
import type { CheckpointStore } from './checkpoint.ts';

/** What the operations work with once the plugin has started. */
export interface JournalServices {
  readonly stores: Stores;
  readonly platform: Platform;
  readonly recorder: BatchingAccessRecorder;
  readonly checkpoints?: { readonly kept: CheckpointStore; readonly keeper: CheckpointKeeper };
}
