import type { Server } from '@modelcontextprotocol/server';
import type { Sdk } from './sdk.ts';

type ServerClass = Sdk['Server'];

const classes = new WeakMap<Sdk, ServerClass>();

/**
 * The SDK's server, which takes a message that is not what its method wants for a failure of its own (-32603). Here it is the
 * caller's (-32602), and is told in a sentence. One class per SDK.
 */
export function strictServerOf(sdk: Sdk): ServerClass {
  const known = classes.get(sdk);
  if (known !== undefined) return known;
  const made = class extends sdk.Server {
    protected override _wrapHandler(...[method, handler]: Parameters<Server['_wrapHandler']>): ReturnType<Server['_wrapHandler']> {
      // The hook has the SDK's name.
      // oxlint-disable-next-line no-underscore-dangle
      const wrapped = super._wrapHandler(method, handler);
      return async (request, context) => {
        try {
          return await wrapped(request, context);
        } catch (error) {
          const problem = shapeProblem(error);
          throw problem === undefined ? error : new sdk.ProtocolError(-32602, `Not what ${method} takes: ${problem}`);
        }
      };
    }
  };
  classes.set(sdk, made);
  return made;
}

interface ShapeIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What the SDK's own check of a message found first; it throws its list of issues as the text of a plain error. */
function shapeProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.constructor !== Error || !error.message.startsWith('[')) return undefined;
  try {
    const [issue] = JSON.parse(error.message) as readonly ShapeIssue[];
    return issue === undefined ? undefined : `${issue.path.join('.')}: ${issue.message}`.slice(0, 300);
  } catch {
    return undefined; // not a list of issues: some other failure
  }
}
