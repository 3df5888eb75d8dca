import type { Snapshot } from '@objectos/kernel';
import { descriptorsOf, misspelling } from '@objectql/metadata';
import type { ActionDescriptor, Issue, ObjectDescriptor, Source } from '@objectql/metadata';
import { actionHandlersFacet } from './action-handler.ts';
import { flowOfField } from './check-flows.ts';
import { flowIssue } from './flow-issue.ts';

/** Actions that could not run as they are declared, and handlers of actions that nobody declares. Run at boot. */
export function checkActions(snapshot: Snapshot): readonly Issue[] {
  const objects = descriptorsOf(snapshot, 'object');
  const handlers = snapshot.get(actionHandlersFacet);
  const actions = [...descriptorsOf(snapshot, 'action').values()];
  const declared = new Set(actions.map(nameOf));
  return [
    ...actions.flatMap((action) => Array.from(checkAction(action, objects.get(action.object), snapshot))),
    ...[...handlers.keys()].filter((name) => !declared.has(name)).map((name) =>
      flowIssue('ACTION_UNKNOWN', `There is a handler for the action "${name}", which no plugin declares.`, { source: { file: `handler ${name}` }, hint: misspelling(name, declared) ?? 'Declare it with defineAction.' })),
  ];
}

function* checkAction(action: ActionDescriptor, object: ObjectDescriptor | undefined, snapshot: Snapshot): Generator<Issue> {
  const name = nameOf(action);
  const source: Source = action.source ?? { file: `action ${name}` };
  if (object === undefined) {
    yield flowIssue('ACTION_OBJECT_UNKNOWN', `The action ${name} is about the object "${action.object}", which no plugin brings.`, { source, hint: misspelling(action.object, descriptorsOf(snapshot, 'object').keys()) });
    return;
  }
  const handlers = snapshot.get(actionHandlersFacet);
  if (!handlers.has(name)) {
    yield flowIssue('ACTION_UNHANDLED', `Nothing carries out the action "${name}".`, { source, hint: misspelling(name, handlers.keys()) ?? 'Contribute a handler for it (actionHandlersFacet).' });
  }
  for (const field of action.writes) {
    const flow = flowOfField(snapshot, object, field);
    if (flow !== undefined) {
      yield flowIssue('ACTION_WRITES_INVALID', `The action ${name} writes "${field}", which the flow ${flow.descriptor.name} alone writes.`, { source, hint: 'Make it an event of the flow.' });
    } else if (!Object.hasOwn(object.fields, field)) {
      yield flowIssue('ACTION_WRITES_INVALID', `The action ${name} writes "${field}", which ${object.name} does not have.`, { source, hint: misspelling(field, Object.keys(object.fields)) });
    }
  }
}

function nameOf({ object, name }: ActionDescriptor): string {
  return `${object}.${name}`;
}
