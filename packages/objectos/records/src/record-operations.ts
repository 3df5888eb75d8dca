import type { AnyOperation, Snapshot } from '@objectos/kernel';
import type { Stores } from '@objectql/engine';
import { descriptorsOf } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import { historyOperation } from './history-operation.ts';
import { getOperation, listOperation } from './read-operations.ts';
import { modelOf } from './record-model.ts';
import { createOperation, deleteOperation, updateOperation } from './write-operations.ts';

/** What the handlers need once the plugin has started. */
export interface RecordServices {
  readonly stores: Stores;
  newId(): string;
}

/** `list`, `query`, `get`, `history`, `create`, `update` and `delete` of one object of this metadata version. */
export function recordOperations(object: ObjectDescriptor, snapshot: Snapshot, services: () => RecordServices): readonly AnyOperation[] {
  const options = {
    object,
    model: () => modelOf(snapshot),
    stores: () => services().stores,
    newId: () => services().newId(),
  };
  return [
    listOperation('list', options),
    listOperation('query', options),
    getOperation(options),
    historyOperation(options),
    createOperation(options),
    updateOperation(options),
    deleteOperation(options),
  ];
}

/** The operations of every object that is not the runtime's own. */
export function allRecordOperations(snapshot: Snapshot, services: () => RecordServices): readonly AnyOperation[] {
  const objects = [...descriptorsOf(snapshot, 'object').values()].filter(({ internal }) => internal !== true);
  return objects.flatMap((object) => recordOperations(object, snapshot, services));
}
