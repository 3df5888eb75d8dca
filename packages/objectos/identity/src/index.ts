export { identityPlugin } from './identity-plugin.ts';
export { principalSessionsRef } from './token-authenticator.ts';
export type { PrincipalSessions } from './token-authenticator.ts';
export { principalObject } from './principal-object.ts';
export { delegationObject } from './delegation-object.ts';
export { tokenObject } from './token-object.ts';
export type { TokenInput, TokenListInput } from './token-input.ts';
export type { ShownToken } from './token-register.ts';
