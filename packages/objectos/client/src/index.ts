export { createClient } from './create-client.ts';
export { PageError } from './pages.ts';
export type { CallOptions, ClientOptions, Patience, TokenProvider, WriteOptions } from './client-options.ts';
export type { EditOptions } from './edit-record.ts';
export type { Client, GetOptions, History, HistoryEntry, ListOptions, ObjectClient, RecordMethods, Selected, Target } from './client-types.ts';
export { ObjectosError } from '@objectos/protocol';
export type { Category, ListAnswer, ListQuery, Problem, ProblemIssue } from '@objectos/protocol';
