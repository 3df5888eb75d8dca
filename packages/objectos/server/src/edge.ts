export { openEdgeApp } from './edge/open-edge-app.ts';
export type { EdgeApp, EdgeOptions } from './edge/open-edge-app.ts';
