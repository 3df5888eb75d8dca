export { createNodePlatform } from './node-platform.ts';
export { createHttpServer } from './node-http.ts';
export type { Mount } from './node-http.ts';
