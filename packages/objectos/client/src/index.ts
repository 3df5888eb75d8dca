export { createClient } from './create-client.ts';
export type { CallOptions, ClientOptions, WriteOptions } from './http.ts';
export type { Client, GetOptions, History, HistoryEntry, ListOptions, ObjectClient, RecordMethods, Selected } from './client-types.ts';
export { ObjectosError } from '@objectos/protocol';
export type { ListAnswer, ListQuery, Problem, ProblemIssue } from '@objectos/protocol';
