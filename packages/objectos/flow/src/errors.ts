import { defineFaults } from '@objectos/kernel';

/** What a call of this package can end in besides the faults of the stages. */
export const flowFault = defineFaults({
  EFFECT_TIMED_OUT: ['unavailable', (a: { action: string; milliseconds: number }) =>
    `The effect "${a.action}" took longer than ${a.milliseconds} ms and was given up; it is tried again later.`],
  EFFECT_HANDLER_GONE: ['unavailable', (a: { action: string }) =>
    `No handler for the effect "${a.action}" is loaded now; load the plugin that has it, then retry the effect.`],
  EFFECT_OVER: ['unavailable', (a: { action: string }) =>
    `The effect "${a.action}" is over: its handler had been given up or had ended when it made this call, so nothing was changed.`],
  ACTION_WRITES_UNDECLARED: ['internal', (a: { action: string; fields: readonly string[] }) =>
    `The handler of "${a.action}" changed ${a.fields.join(', ')}, which its action does not list under "writes"; list it there, or leave it alone.`],
  EFFECT_HANDLER_DUPLICATE: ['internal', (a: { action: string; first: string; second: string }) =>
    `Plugins "${a.first}" and "${a.second}" both handle the effect "${a.action}"; load one of them, or rename the effect of one.`],
  ACTION_HANDLER_DUPLICATE: ['internal', (a: { action: string; first: string; second: string }) =>
    `Plugins "${a.first}" and "${a.second}" both handle the action "${a.action}"; load one of them.`],
});

/** Why an event, an action or a step of the dispatcher does not happen: expected outcomes, answered and not thrown. */
export const flowRejections = {
  FLOW_WRONG_STATE: 'conflict',
  FLOW_GUARD_FAILED: 'forbidden',
  ACTION_RESULT_INVALID: 'invalid',
  EFFECT_NOT_DUE: 'conflict',
  EFFECT_LEASE_LOST: 'conflict',
  EFFECT_NOT_DEAD: 'conflict',
} as const;

/** What is wrong, or doubtful, with the flows and actions of the loaded plugins; found at boot. */
export const flowIssues = {
  FLOW_OBJECT_UNKNOWN: 'fault',
  FLOW_FIELD_INVALID: 'fault',
  FLOW_OBJECT_SHARED: 'fault',
  FLOW_EFFECT_UNHANDLED: 'fault',
  FLOW_EFFECT_INVALID: 'fault',
  FLOW_EFFECT_RESERVED: 'fault',
  FLOW_ROLE_UNKNOWN: 'warning',
  ACTION_OBJECT_UNKNOWN: 'fault',
  ACTION_UNHANDLED: 'fault',
  ACTION_WRITES_INVALID: 'fault',
  ACTION_UNKNOWN: 'fault',
} as const;
