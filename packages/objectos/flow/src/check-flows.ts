import type { Snapshot } from '@objectos/kernel';
import { descriptorsOf, misspelling } from '@objectql/metadata';
import type { EffectDescriptor, Issue, ObjectDescriptor, Source } from '@objectql/metadata';
import { builtInEffects } from './built-in-effects.ts';
import type { CompiledFlow } from './compiled-flow.ts';
import { effectHandlersFacet } from './effect-handler.ts';
import { flowIssue } from './flow-issue.ts';
import { flowsOf } from './flow-set.ts';

/**
 * Everything that would keep the loaded flows from running as they are written: conditions that cannot be read, a state
 * field that cannot hold the states, effects that nothing carries out. Run at boot; a fault keeps the kernel from starting.
 */
export function checkFlows(snapshot: Snapshot): readonly Issue[] {
  const { flows, issues } = flowsOf(snapshot);
  const handlers = new Set([...builtInEffects.keys(), ...snapshot.get(effectHandlersFacet).keys()]);
  const roles = new Set(descriptorsOf(snapshot, 'role').keys());
  return [
    ...issues,
    ...flows.flatMap((flow) => Array.from(checkFlow(flow, handlers, roles))),
    ...checkReserved(snapshot),
  ];
}

function* checkFlow(flow: CompiledFlow, handlers: ReadonlySet<string>, roles: ReadonlySet<string>): Generator<Issue> {
  yield* checkField(flow);
  yield* checkEffects(flow, handlers);
  yield* checkRoles(flow, roles);
}

function* checkField({ descriptor, object }: CompiledFlow): Generator<Issue> {
  const { name, field } = descriptor;
  const source = sourceOf(descriptor, `flow ${name}`);
  const held = object.fields[field];
  if (held?.type !== 'select') {
    const found = held === undefined ? 'it has no such field' : `that is a ${held.type} field`;
    yield flowIssue('FLOW_FIELD_INVALID', `The flow ${name} keeps its state in the select field "${field}" of ${object.name}, but ${found}.`, {
      source, hint: `Add "${field}" as a select of the flow's states, or say "field:" in the flow.`,
    });
    return;
  }
  const options = held.options.map(({ value }) => value);
  for (const [state, { source: at }] of Object.entries(descriptor.states)) {
    if (options.includes(state)) continue;
    yield flowIssue('FLOW_FIELD_INVALID', `"${state}" is a state of the flow ${name}, but not an option of ${object.name}.${field}.`, {
      source: at ?? source, hint: misspelling(state, options) ?? `Add "${state}" to the options of "${field}".`,
    });
  }
}

function* checkEffects({ descriptor, object }: CompiledFlow, handlers: ReadonlySet<string>): Generator<Issue> {
  for (const effect of Object.values(descriptor.states).flatMap(({ actions }) => actions)) {
    const source = sourceOf(effect, `flow ${descriptor.name}`);
    const problem = builtInEffects.get(effect.action)?.problem(object, effect.args);
    if (problem !== undefined) yield flowIssue('FLOW_EFFECT_INVALID', problem.message, { source, hint: problem.hint });
    else if (!handlers.has(effect.action)) yield unhandled(effect, handlers, source);
  }
}

function unhandled({ action }: EffectDescriptor, handlers: ReadonlySet<string>, source: Source): Issue {
  return flowIssue('FLOW_EFFECT_UNHANDLED', `Nothing carries out the effect "${action}".`, {
    source, hint: misspelling(action, handlers) ?? `Load the plugin that handles it, or contribute a handler for it (effectHandlersFacet).`,
  });
}

function* checkRoles({ descriptor, states }: CompiledFlow, roles: ReadonlySet<string>): Generator<Issue> {
  const transitions = [...states.values()].flatMap(({ on }) => [...on.values()].flat());
  for (const { atoms, source: at } of transitions) {
    for (const { roles: named, source } of atoms) {
      for (const role of named) {
        if (roles.has(role)) continue;
        yield flowIssue('FLOW_ROLE_UNKNOWN', `No plugin defines the role "${role}", so only who is given it by that name passes.`, {
          source: source ?? at ?? sourceOf(descriptor, `flow ${descriptor.name}`), hint: misspelling(role, roles),
        });
      }
    }
  }
}

/** A handler under the name of a built-in effect would never run. */
function* checkReserved(snapshot: Snapshot): Generator<Issue> {
  for (const action of snapshot.get(effectHandlersFacet).keys()) {
    if (!builtInEffects.has(action)) continue;
    yield flowIssue('FLOW_EFFECT_RESERVED', `"${action}" is an effect that every flow has; a handler of that name would never run.`, { source: { file: `handler ${action}` }, hint: 'Give the handler another name.' });
  }
}

function sourceOf({ source }: { readonly source?: Source }, file: string): Source {
  return source ?? { file };
}

/** The flow that writes a field of an object, if one does. */
export function flowOfField(snapshot: Snapshot, object: ObjectDescriptor, field: string): CompiledFlow | undefined {
  return flowsOf(snapshot).flows.find((flow) => flow.object === object && flow.descriptor.field === field);
}
