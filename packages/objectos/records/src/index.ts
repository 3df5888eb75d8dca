export { RecordWork, isRejection } from './record-work.ts';
export type { Answer, Authority, Draft, DraftWrite } from './record-work.ts';
export { recordValidator } from './record-validator.ts';
export type { RecordInput, RecordValidatorOptions, WriteVerb } from './record-validator.ts';
export { recordSchema } from './record-schema.ts';
