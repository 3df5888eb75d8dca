export { DurableObjectDriver } from './durable-object-driver.ts';
export type { DurableObjectStorage } from './durable-object-database.ts';
export { StoreFailure, failures } from './errors.ts';
export type { FailureCode } from './errors.ts';
