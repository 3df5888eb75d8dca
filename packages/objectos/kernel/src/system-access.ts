import type { Context, Principal, Surface } from './context.ts';
import type { Platform } from './platform.ts';
import { defineRef } from './ref.ts';

/** What the system does, for whom. */
export interface SystemErrand {
  readonly tenant: string;
  /** Id of the principal that caused it; null where nobody did (a timer, the first start). */
  readonly onBehalfOf: string | null;
  /** `system` where absent. */
  readonly surface?: Surface;
  readonly requestId?: string;
  /** Makes the errand safe to repeat. */
  readonly commandKey?: string;
}

/**
 * The capability to act as the system principal. A plugin that lists `systemRef` among its needs gets its own, and each
 * context that it makes bears the plugin's name as actor (`plugin:flow`), so the journal shows who acted and for whom.
 */
export interface SystemAccess {
  readonly holder: string;
  context(errand: SystemErrand): Context;
}

export const systemRef = defineRef<SystemAccess>('kernel.system');

const systemPrincipal: Principal = Object.freeze({ id: 'system', kind: 'system', roles: Object.freeze([]) });

/** Is it the system principal that the kernel made, and no look-alike? */
export function isSystem(principal: Principal): boolean {
  return principal === systemPrincipal;
}

/** Made by the kernel alone, for the plugin that declared the need. */
export function createSystemAccess(holder: string, platform: Platform): SystemAccess {
  const actors = Object.freeze([`plugin:${holder}`]);
  return {
    holder,
    context: ({ tenant, onBehalfOf, surface = 'system', requestId = platform.uuid(), commandKey }) => ({
      tenant,
      principal: systemPrincipal,
      actors,
      onBehalfOf,
      narrowing: null,
      surface,
      requestId,
      time: platform.now(),
      ...(commandKey === undefined ? {} : { commandKey }),
    }),
  };
}
