export { createRest, notAllowed, nothingAtPath } from './rest.ts';
export type { Rest, RestOptions } from './rest.ts';
export type { RestReply, RestRequest } from './rest-request.ts';
export { bodyCutShort, bodyNotText, bodyTooLarge, largestBody, restOverFetch } from './web.ts';
