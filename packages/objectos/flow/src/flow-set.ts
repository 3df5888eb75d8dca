import type { Snapshot } from '@objectos/kernel';
import { descriptorsOf, misspelling } from '@objectql/metadata';
import type { FlowDescriptor, Issue } from '@objectql/metadata';
import { compileFlow } from './compiled-flow.ts';
import type { CompiledFlow } from './compiled-flow.ts';
import { flowIssue } from './flow-issue.ts';

/** The flows of one metadata version, compiled once. */
export interface FlowSet {
  /** In the order of their names; one for an object. Nobody passes a condition that could not be compiled, and its issue keeps the kernel from serving. */
  readonly flows: readonly CompiledFlow[];
  /** What keeps them from being run, and what is doubtful. */
  readonly issues: readonly Issue[];
}

const known = new WeakMap<Snapshot, FlowSet>();

/** Never throws: a flow that does not compile is an issue, which `checkFlows` reports at boot. */
export function flowsOf(snapshot: Snapshot): FlowSet {
  let set = known.get(snapshot);
  if (set === undefined) known.set(snapshot, (set = compileAll(snapshot)));
  return set;
}

function compileAll(snapshot: Snapshot): FlowSet {
  const objects = descriptorsOf(snapshot, 'object');
  const governing = new Map<string, CompiledFlow>();
  const issues: Issue[] = [];
  for (const descriptor of [...descriptorsOf(snapshot, 'flow').values()].toSorted(byName)) {
    const object = objects.get(descriptor.object);
    const first = governing.get(descriptor.object);
    if (object === undefined) issues.push(objectUnknown(descriptor, objects.keys()));
    else if (first !== undefined) issues.push(objectShared(descriptor, first.descriptor));
    else {
      const compiled = compileFlow(descriptor, object, objects);
      const flow = compiled.ok ? compiled.value : compiled.partial;
      issues.push(...compiled.issues);
      if (flow !== undefined) governing.set(object.name, flow);
    }
  }
  return { flows: [...governing.values()], issues };
}

function objectUnknown({ name, object, source }: FlowDescriptor, objects: Iterable<string>): Issue {
  return flowIssue('FLOW_OBJECT_UNKNOWN', `The flow ${name} is about the object "${object}", which no plugin brings.`, {
    source: source ?? { file: `flow ${name}` }, hint: misspelling(object, objects) ?? 'Load the plugin that has it, or say "object:" in the flow.',
  });
}

/** One flow governs an object: its state field is the one that records refuse to write, its events are the object's. */
function objectShared({ name, object, source }: FlowDescriptor, first: FlowDescriptor): Issue {
  return flowIssue('FLOW_OBJECT_SHARED', `The flows ${first.name} and ${name} are both about ${object}; one object has one flow.`, {
    source: source ?? { file: `flow ${name}` }, hint: 'Merge them, or load one of them.',
  });
}

function byName(a: FlowDescriptor, b: FlowDescriptor): number {
  return a.name < b.name ? -1 : 1;
}
