import type { Call } from '@objectos/kernel';
import type { Rejection } from '@objectql/engine';
import type { CallerView } from './caller-view.ts';
import { messageOf, reject } from './errors.ts';

type Issue = NonNullable<Rejection['issues']>[number];

/**
 * What the store's referee found, as this caller may hear it: a unique value in a field that he cannot read is not named, nor
 * is an object whose records still refer to his. Everything else is told as it is.
 */
export function toldRejection(rejection: Rejection, caller: CallerView, call: Call): Rejection {
  const object = call.operation.grant?.object ?? '';
  switch (rejection.code) {
    case 'VALUE_TAKEN':
      return toldTaken(rejection, caller, object);
    case 'REFERENCE_MISSING':
      return toldMissing(rejection);
    case 'RECORD_REFERENCED':
      return { code: rejection.code, category: rejection.category, message: 'Other records still refer to this one.', hint: 'Change or delete them first.' };
    default:
      return rejection;
  }
}

function toldTaken(rejection: Rejection, caller: CallerView, object: string): Rejection {
  const view = caller.object(object);
  const named = (rejection.issues ?? []).filter(({ code }) => code === rejection.code).flatMap(({ path }) => view?.shape.uniqueWith(path) ?? [path]);
  return named.every((field) => view?.read?.access.fields.has(field)) ? rejection : reject('INVALID', object);
}

/** The caller's view has no difference between missing and hidden, so there is one code for both. */
function toldMissing({ category, issues = [] }: Rejection): Rejection {
  const told: Issue[] = issues.map(({ path }) => ({ path, code: 'REFERENCE_NOT_FOUND', message: messageOf('REFERENCE_NOT_FOUND', path) }));
  return { code: 'REFERENCE_NOT_FOUND', category, message: told[0]?.message ?? messageOf('REFERENCE_NOT_FOUND', ''), issues: told };
}
