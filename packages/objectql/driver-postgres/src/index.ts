export { PostgresDatabase } from './postgres-database.ts';
export type { PostgresOptions } from './postgres-database.ts';
export { PostgresDriver } from './postgres-driver.ts';
export type { Wall } from './roles.ts';
export { StoreFailure, failures } from './errors.ts';
export type { FailureCode } from './errors.ts';
