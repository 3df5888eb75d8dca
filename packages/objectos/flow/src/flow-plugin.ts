import { checksFacet, definePlugin, metadataFacet, operationsFacet, platformRef, publishersFacet, runtimeRef, systemRef } from '@objectos/kernel';
import type { Platform, Plugin } from '@objectos/kernel';
import { actionOperations } from './action-operations.ts';
import { auditNoteObject } from './audit-note-object.ts';
import { checkActions } from './check-actions.ts';
import { checkFlows } from './check-flows.ts';
import { createDispatcher, dispatcherDefaults, dispatcherRef } from './dispatcher.ts';
import type { Dispatcher, DispatcherOptions } from './dispatcher.ts';
import { effectObject } from './effect-object.ts';
import { effectOperations } from './effect-operations.ts';
import { eventOperations } from './event-operations.ts';
import { everyoneRole, notificationObject } from './notification-object.ts';
import { wroteEffects } from './wrote-effects.ts';

/** Options of the dispatcher; each has a default. */
export type FlowOptions = Partial<DispatcherOptions>;

/**
 * Business processes: every event of a flow and every action as an operation, the effects that events cause as rows of the
 * same unit, and the dispatcher that carries them out. One value per kernel.
 */
export function flowPlugin(options: FlowOptions = {}): Plugin {
  let platform: Platform | null = null;
  let dispatcher: Dispatcher | null = null;
  const newId = (): string => {
    if (platform === null) throw new TypeError('an id was asked for before the flow plugin was set up');
    return platform.uuid();
  };
  const { lease, retry } = { ...dispatcherDefaults, ...options };

  return definePlugin({
    name: '@objectos/flow',
    version: '0.1.0',
    needs: { platform: platformRef, runtime: runtimeRef, system: systemRef },
    provides: { dispatcher: dispatcherRef },
    contributes: [
      ...[effectObject, notificationObject, auditNoteObject].map((descriptor) => metadataFacet.of({ kind: 'object', name: descriptor.name, descriptor })),
      metadataFacet.of({ kind: 'role', name: everyoneRole.name, descriptor: everyoneRole }),
      checksFacet.of(checkFlows, checkActions),
      operationsFacet.from((snapshot) => [...eventOperations(snapshot, newId), ...actionOperations(snapshot)]),
      operationsFacet.of(...effectOperations({ lease, attempts: retry.attempts }, newId)),
      publishersFacet.of((published, { context }) => {
        if (wroteEffects(published)) dispatcher?.resume(context.tenant);
        else dispatcher?.greet(context.tenant);
      }),
    ],
    setup(services, lifetime) {
      platform = services.platform;
      const running = createDispatcher(services, options);
      dispatcher = running;
      // Within the time that the kernel gives a plugin to stop. By then it takes no calls: what still runs is run again later.
      lifetime.onStop(() => running.stop(4_000));
      return { dispatcher: running };
    },
  });
}
