export { takesGzip } from './accept-encoding.ts';
export { asOrigins } from './cross-origin.ts';
export { isKnown } from './entity-tag.ts';
export { Packed } from './packed.ts';
export type { Pack } from './packed.ts';
export { createRest, notAllowed, nothingAtPath } from './rest.ts';
export type { Rest, RestOptions } from './rest.ts';
export type { RestReply, RestRequest } from './rest-request.ts';
export { bodyCutShort, bodyNotText, bodyTooLarge, largestBody, restOverFetch } from './web.ts';
