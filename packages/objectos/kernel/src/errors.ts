import { defineFaults } from './fault-table.ts';

function inputMessage({ issues }: { issues: readonly { message: string }[] }): string {
  const [only, second] = issues;
  return only !== undefined && second === undefined ? only.message : `${issues.length} things in the input are wrong; each is listed with its path.`;
}

/** Every fault that the kernel itself can raise. Boot faults name both parties and the remedy. */
export const fault = defineFaults({
  OPERATION_NOT_FOUND: ['not_found', (a: { name: string }) => `There is no operation "${a.name}" here, or you may not use it.`],
  INPUT_INVALID: ['invalid', inputMessage],
  DEADLINE_EXCEEDED: ['unavailable', () => 'The call ran out of time before anything was changed; it can be repeated.'],
  ABORTED: ['unavailable', () => 'The caller went away before anything was changed.'],
  INTERNAL: ['internal', (a: { requestId?: string }) =>
    `Something failed on our side${a.requestId === undefined ? '' : `; request ${a.requestId} finds it in the log`}.`],
  SYSTEM_FORGED: ['internal', (a: { operation: string }) =>
    `A call of "${a.operation}" bears a system principal that the kernel did not make; need systemRef and take the context from it.`],
  READ_RETURNED_WORK: ['internal', (a: { operation: string }) =>
    `"${a.operation}" says that it reads, but its handler returned work to commit; make its effect "write".`],
  WRAP_SKIPPED: ['internal', (a: { plugin: string; operation: string }) =>
    `A wrap of plugin "${a.plugin}" answered "${a.operation}" without calling next; it may refuse with a Fault, not answer.`],
  KERNEL_NOT_RUNNING: ['unavailable', (a: { state: string }) => `The kernel takes no calls: it is ${a.state}.`],

  BOOT_FAILED: ['internal', (a: { faults: readonly { code: string; message: string }[] }) =>
    `The kernel did not start, for ${a.faults.length} reason${a.faults.length === 1 ? '' : 's'}:${a.faults.map((each) => `\n  ${each.code}: ${each.message}`).join('')}`],
  KERNEL_NO_PLATFORM: ['internal', () => 'The kernel was given no platform; pass one to createKernel.'],
  KERNEL_NO_AUTHORISER: ['internal', () => 'No plugin provides "kernel.authoriser", so nobody would judge calls; add the policy plugin.'],
  KERNEL_NO_COMMITTER: ['internal', () => 'No plugin provides "kernel.committer", so no work could be committed; add the records plugin.'],
  PLUGIN_DUPLICATE: ['internal', (a: { plugin: string }) => `Two plugins are named "${a.plugin}"; load one of them, or rename one.`],
  PLUGIN_NO_SETUP: ['internal', (a: { plugin: string; service: string }) =>
    `Plugin "${a.plugin}" provides "${a.service}" but has no setup to make it; add setup, or take it out of provides.`],
  PLUGIN_FAILED: ['internal', (a: { plugin: string; stage: string; message: string }) =>
    `The ${a.stage} of plugin "${a.plugin}" failed: ${a.message}`],
  PLUGIN_TIMEOUT: ['internal', (a: { plugin: string; stage: string; milliseconds: number }) =>
    `The ${a.stage} of plugin "${a.plugin}" took more than ${a.milliseconds} ms; see what it waits for, or raise timeouts.${a.stage}.`],
  SERVICE_MISSING: ['internal', (a: { plugin: string; service: string; nearest?: string | undefined }) =>
    `Plugin "${a.plugin}" needs "${a.service}", which no plugin provides; add one that does${a.nearest === undefined ? '' : `, or did it mean "${a.nearest}"?`}`],
  SERVICE_DUPLICATE: ['internal', (a: { service: string; first: string; second: string }) =>
    `Plugins "${a.first}" and "${a.second}" both provide "${a.service}"; load one of them.`],
  SERVICE_RESERVED: ['internal', (a: { service: string; plugin: string }) =>
    `Plugin "${a.plugin}" provides "${a.service}", which the kernel itself provides; take it out of provides.`],
  SERVICE_CIRCULAR: ['internal', (a: { path: readonly string[] }) =>
    `Plugins need each other in a circle: ${a.path.join(' -> ')}; split one of them, or let one take the other's service later through its own.`],
  SERVICE_SCOPE: ['internal', (a: { plugin: string; service: string; provider: string }) =>
    `Plugin "${a.plugin}" lives once per process and needs "${a.service}" of plugin "${a.provider}", which lives once per tenant; need a process service that finds it by tenant.`],
  SERVICE_SCOPE_DIFFERS: ['internal', (a: { service: string; plugin: string; scope: string; provider: string; provided: string }) =>
    `Plugin "${a.plugin}" needs "${a.service}" once per ${a.scope}, but plugin "${a.provider}" provides it once per ${a.provided}; use the ref that its owner exports.`],
  SERVICE_NOT_PROVIDED: ['internal', (a: { plugin: string; service: string; key: string }) =>
    `Plugin "${a.plugin}" promises "${a.service}", but its setup returned no "${a.key}"; return it, or take it out of provides.`],
  KERNEL_STARTED: ['conflict', (a: { state: string }) => `The kernel starts once, and it is ${a.state} already; create another one.`],
  SERVICE_UNKNOWN: ['internal', (a: { service: string }) => `No running plugin provides "${a.service}".`],
  FACET_DUPLICATE: ['internal', (a: { facet: string; first: string; second: string }) =>
    `The facet "${a.facet}" is defined twice: ${a.first} and ${a.second} use different definitions; see that its package is loaded once, or rename one.`],
  FACET_CIRCULAR: ['internal', (a: { path: readonly string[] }) =>
    `Facets are computed from each other in a circle: ${a.path.join(' -> ')}; a value may not depend on its own facet.`],
  FACET_FAILED: ['internal', (a: { facet: string; message: string }) => `The facet "${a.facet}" could not be computed: ${a.message}`],
  METADATA_KIND_DUPLICATE: ['internal', (a: { kind: string; first: string; second: string }) =>
    `Plugins "${a.first}" and "${a.second}" both define the metadata kind "${a.kind}"; load one of them.`],
  METADATA_KIND_UNKNOWN: ['internal', (a: { kind: string; name: string; plugin: string; nearest?: string | undefined }) =>
    `Plugin "${a.plugin}" brings ${a.kind} "${a.name}", but no plugin defines that kind of metadata${a.nearest === undefined ? '; add the one that does.' : `; did it mean "${a.nearest}"?`}`],
  METADATA_CHECK_FAILED: ['internal', (a: { owner: string; message: string }) => `The check of ${a.owner} itself failed: ${a.message}`],
  METADATA_DUPLICATE: ['internal', (a: { kind: string; name: string; first: string; second: string }) =>
    `Plugins "${a.first}" and "${a.second}" both bring ${a.kind} "${a.name}"; rename one, or load one of them.`],
  OPERATION_DUPLICATE: ['internal', (a: { name: string; first: string; second: string }) =>
    `Plugins "${a.first}" and "${a.second}" both define the operation "${a.name}"; rename one, or load one of them.`],
});
