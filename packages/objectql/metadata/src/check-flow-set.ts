import { claimNames } from './check-object-set.ts';
import type { Findings } from './findings.ts';
import type { FlowDescriptor } from './flow-descriptor.ts';
import { eventsOf, ownedIn } from './loaded-set.ts';
import type { LoadedSet } from './loaded-set.ts';
import { suggestion } from './nearest-name.ts';
import type { ObjectDescriptor } from './object-descriptor.ts';
import type { PluginDescriptor } from './plugin-descriptor.ts';
import type { Source } from './source.ts';

/** Flows and actions against the objects they are about, and their verbs against each other. */
export function checkFlowSet(plugins: readonly PluginDescriptor[], loaded: LoadedSet, findings: Findings): void {
  for (const { value } of ownedIn(plugins, 'flows')) {
    const object = objectFor(value, loaded, findings);
    if (object !== undefined) checkStates(value, object, findings);
  }
  for (const { value } of loaded.actions) {
    if (loaded.object(value.object) !== undefined) continue;
    const source = value.source ?? { file: `action ${value.object}.${value.name}` };
    findings.faultAt(source, 'METADATA_REFERENCE', `Action "${value.name}" is about object "${value.object}", which is not loaded.`, suggestion(value.object, loaded.objects.keys()));
  }
  checkVerbs(loaded, findings);
}

function objectFor(flow: FlowDescriptor, loaded: LoadedSet, findings: Findings): ObjectDescriptor | undefined {
  const source = sourceOf(flow);
  if (flow.object !== '') {
    const object = loaded.object(flow.object);
    if (object === undefined) {
      findings.faultAt(source, 'METADATA_REFERENCE', `Flow "${flow.name}" is about object "${flow.object}", which is not loaded.`, suggestion(flow.object, loaded.objects.keys()));
    }
    return object;
  }
  const [name, ...others] = loaded.objectOfFlow(flow.name);
  if (name !== undefined && others.length === 0) return loaded.object(name);
  const candidates = name === undefined ? [...loaded.objects.keys()].filter((each) => !each.startsWith('_')).slice(0, 20) : [name, ...others];
  const fault = name === undefined ? `No loaded object fits the name of flow "${flow.name}".` : `The name of flow "${flow.name}" fits several objects.`;
  findings.faultAt(source, name === undefined ? 'METADATA_REFERENCE' : 'METADATA_AMBIGUOUS', fault, `Say "object:" in the flow. Candidates: ${candidates.join(', ') || 'none, no object is loaded'}.`);
  return undefined;
}

function checkStates(flow: FlowDescriptor, object: ObjectDescriptor, findings: Findings): void {
  const field = Object.hasOwn(object.fields, flow.field) ? object.fields[flow.field] : undefined;
  if (field?.type !== 'select') {
    const selects = Object.keys(object.fields).filter((name) => object.fields[name]?.type === 'select');
    const found = field === undefined ? 'is not there' : `is of type ${field.type}`;
    findings.faultAt(sourceOf(flow), 'METADATA_REFERENCE', `Flow "${flow.name}" keeps its state in the select field ${object.name}.${flow.field}, which ${found}.`,
      selects.length === 0 ? `Add the field "${flow.field}" as a select of the flow's states.` : `Say "field:" in the flow. Select fields: ${selects.join(', ')}.`);
    return;
  }
  const options = field.options.map(({ value }) => value);
  for (const [state, { source }] of Object.entries(flow.states)) {
    if (options.includes(state)) continue;
    findings.faultAt(source ?? sourceOf(flow), 'METADATA_REFERENCE', `State "${state}" of flow "${flow.name}" is not an option of ${object.name}.${flow.field}.`,
      suggestion(state, options) ?? `Add it to the options: ${options.join(', ')}.`);
  }
}

/** Each event and action of an object is one operation, so each name is there once. */
function checkVerbs(loaded: LoadedSet, findings: Findings): void {
  const events = loaded.flows.flatMap(({ plugin, value }) =>
    Array.from(eventsOf(value), (event) => ({ plugin, value: { verb: `${value.object}.${event}`, source: eventSource(value, event) } })));
  const actions = loaded.actions.map(({ plugin, value }) => ({ plugin, value: { verb: `${value.object}.${value.name}`, source: value.source ?? { file: plugin } } }));
  claimNames([...events, ...actions], { what: 'event or action', nameOf: ({ verb }) => verb, findings });
}

function eventSource(flow: FlowDescriptor, event: string): Source {
  const first = Object.values(flow.states).find(({ on }) => Object.hasOwn(on, event))?.on[event]?.[0];
  return first?.source ?? sourceOf(flow);
}

function sourceOf(flow: FlowDescriptor): Source {
  return flow.source ?? { file: `flow ${flow.name}` };
}
