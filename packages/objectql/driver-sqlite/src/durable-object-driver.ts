import { ConnectionDriver } from './connection-driver.ts';
import { DurableObjectConnection } from './durable-object-connection.ts';
import { DurableObjectDatabase } from './durable-object-database.ts';
import type { DurableObjectStorage } from './durable-object-database.ts';
import { StoreFailure } from './errors.ts';

/**
 * A store in the storage of a durable object, on the edge. A lane resolves when it has committed there; the runtime holds back every answer and
 * every request of the object until what was committed before it is durable. One connection: reads wait while a lane is open.
 */
export class DurableObjectDriver extends ConnectionDriver {
  /** Opens one of the stores of the object: its tables begin with its name. Fails with `STORE_LOCKED` while another driver has it open. */
  static open(storage: DurableObjectStorage, store: string): DurableObjectDriver {
    const database = DurableObjectDatabase.of(storage);
    if (!database.take(store)) throw new StoreFailure('STORE_LOCKED', [store, 'another driver of the same durable object']);
    const connection = new DurableObjectConnection(database, store);
    return new DurableObjectDriver({ writer: connection, reader: connection, release: () => database.release(store) });
  }
}
