import { authenticatorRef, definePlugin, metadataFacet, operationsFacet, platformRef, publishersFacet, refusalsFacet, runtimeRef, systemRef, wrapsFacet } from '@objectos/kernel';
import type { Plugin } from '@objectos/kernel';
import { storesRef } from '@objectql/engine';
import type { Change } from '@objectql/engine';
import { delegationObject } from './delegation-object.ts';
import { fault } from './errors.ts';
import { IdentityReader } from './identity-reader.ts';
import { guardDelegation, guardErrors } from './own-hand.ts';
import { principalObject } from './principal-object.ts';
import { SessionMaker, subjectKey } from './session-maker.ts';
import { sessionSourceRef } from './session-source.ts';
import { StoredSessionSource } from './stored-session-source.ts';
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
    needs: { stores: storesRef, platform: platformRef, system: systemRef, runtime: runtimeRef },
    provides: { authenticator: authenticatorRef, principalSessions: principalSessionsRef, sessionSource: sessionSourceRef },
    contributes: [
      metadataFacet.of(
        { kind: 'object', name: principalObject.name, descriptor: principalObject },
        { kind: 'object', name: delegationObject.name, descriptor: delegationObject },
        { kind: 'systemObject', name: tokenObject.name, descriptor: tokenObject },
      ),
      operationsFacet.of(...tokenOperations(started)),
      wrapsFacet.of(guardDelegation(() => started().runtime)),
      refusalsFacet.of(guardErrors),
      publishersFacet.of((published) => {
        if (services !== undefined && isPublished(published)) dropChanged(services.authenticator, published);
      }),
    ],
    setup({ stores, platform, system, runtime }, lifetime) {
      const reader = new IdentityReader(stores);
      const maker = new SessionMaker(reader, system);
      const authenticator = new TokenAuthenticator(maker, platform);
      services = { reader, register: new TokenRegister(stores), authenticator, platform, runtime };
      const unfollow = stores.follow?.((tenant, entries) => {
        for (const { changes } of entries) for (const { object, record } of changes) dropRecord(authenticator, { tenant: tenant ?? '', object, id: record });
      });
      if (unfollow !== undefined) lifetime.onStop(unfollow);
      return { authenticator, principalSessions: authenticator, sessionSource: new StoredSessionSource(reader, maker, system) };
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
  for (const { key: { object, id } } of changes) dropRecord(authenticator, { tenant, object, id });
}

const remembered: ReadonlySet<string> = new Set([principalObject.name, delegationObject.name, tokenObject.name]);

function dropRecord(authenticator: TokenAuthenticator, { tenant, object, id }: { readonly tenant: string; readonly object: string; readonly id: string }): void {
  if (remembered.has(object)) authenticator.changed(subjectKey(object, tenant, id));
}

function isPublished(value: unknown): value is Published {
  return typeof value === 'object' && value !== null && 'tenant' in value && typeof value.tenant === 'string' && 'changes' in value && Array.isArray(value.changes);
}
