export { SqliteDriver } from './sqlite-driver.ts';
export type { SqliteOptions } from './sqlite-driver.ts';
export type { Synchronous } from './node-connection.ts';
export { StoreFailure, failures } from './errors.ts';
export type { FailureCode } from './errors.ts';
