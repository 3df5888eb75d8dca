export { createObjectos } from './create-objectos.ts';
export { InvalidTarget, scaffold } from './scaffold.ts';
export type { Scaffolded } from './scaffold.ts';
