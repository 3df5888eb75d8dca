export { RecordWork, isRejection } from './record-work.ts';
export type { Answer, Authority, Draft, DraftWrite } from './record-work.ts';
