export { ObjectOSProvider, useClient, useInvalidate } from './objectos-provider.ts';
export type { ProviderProps } from './objectos-provider.ts';
export { useRecord } from './use-record.ts';
export type { RecordOptions, RecordResult } from './use-record.ts';
export { useList } from './use-list.ts';
export type { ListResult } from './use-list.ts';
export { useAction } from './use-action.ts';
export type { Action, ActionOutcome } from './use-action.ts';
