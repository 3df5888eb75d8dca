import { authenticatorRef, definePlugin, metadataFacet, operationsFacet, platformRef, publishersFacet, systemRef, wrapsFacet } from '@objectos/kernel';
import type { Plugin } from '@objectos/kernel';
import { storesRef } from '@objectql/engine';
import type { Change } from '@objectql/engine';
import { delegationObject } from './delegation-object.ts';
import { fault } from './errors.ts';
import { IdentityReader } from './identity-reader.ts';
import { guardDelegation } from './own-hand.ts';
import { principalObject } from './principal-object.ts';
import { SessionMaker, subjectKey } from './session-maker.ts';
import { TokenAuthenticator, principalSessionsRef } from './token-authenticator.ts';
import { tokenObject } from './token-object.ts';
import { tokenOperations } from './token-operations.ts';
import type { IdentityServices } from './token-operations.ts';
import { TokenRegister } from './token-register.ts';

/**
 * Who calls: principals and delegations as records of the tenant, tokens in the system store, and the authenticator. One
 * value per kernel.
 */
export function identityPlugin(): Plugin {
  let services: IdentityServices | undefined;
  const started = (): IdentityServices => {
    if (services === undefined) throw fault('IDENTITY_NOT_RUNNING', {});
    return services;
  };
  return definePlugin({
    name: '@objectos/identity',
    version: '0.1.0',
    needs: { stores: storesRef, platform: platformRef, system: systemRef },
    provides: { authenticator: authenticatorRef, principalSessions: principalSessionsRef },
    contributes: [
      metadataFacet.of(
        { kind: 'object', name: principalObject.name, descriptor: principalObject },
        { kind: 'object', name: delegationObject.name, descriptor: delegationObject },
        { kind: 'systemObject', name: tokenObject.name, descriptor: tokenObject },
      ),
      operationsFacet.of(...tokenOperations(started)),
      wrapsFacet.of(guardDelegation),
      publishersFacet.of((published) => {
        if (services !== undefined && isPublished(published)) dropChanged(services.authenticator, published);
      }),
    ],
    setup({ stores, platform, system }) {
      const reader = new IdentityReader(stores);
      const authenticator = new TokenAuthenticator(new SessionMaker(reader, system), platform);
      services = { reader, register: new TokenRegister(stores), authenticator, platform };
      return { authenticator, principalSessions: authenticator };
    },
  });
}

/** Of what committers publish identity reads two members. */
interface Published {
  readonly tenant: string;
  readonly changes: readonly Change[];
}

/** Runs as part of the commit's own turn, before its caller is answered: the next call sees the change. */
function dropChanged(authenticator: TokenAuthenticator, { tenant, changes }: Published): void {
  for (const { key: { object, id } } of changes) {
    if (object === principalObject.name || object === delegationObject.name) authenticator.changed(subjectKey(object, tenant, id));
  }
}

function isPublished(value: unknown): value is Published {
  return typeof value === 'object' && value !== null && 'tenant' in value && typeof value.tenant === 'string' && 'changes' in value && Array.isArray(value.changes);
}
