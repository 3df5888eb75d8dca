import { createContext } from '@objectos/kernel';
import type { AnyOperation, Authoriser, Context, Platform, Session, Snapshot, Verdict } from '@objectos/kernel';
import type { FoundRecord } from './explain-evidence.ts';
import { judgeCall } from './explain-record.ts';
import type { RecordOutcome } from './explain-record.ts';
import { narrowedScope } from './operation-scope.ts';

/** What a delegation or a token leaves of the person. Null: all. */
export interface Limits {
  readonly operations: readonly string[] | null;
  readonly roles: readonly string[] | null;
}

const unlimited: Limits = { operations: null, roles: null };

interface PersonQuestion {
  readonly authoriser: Authoriser;
  readonly platform: Platform;
  readonly snapshot: Snapshot;
  readonly operation: AnyOperation;
  readonly surface: Context['surface'];
  readonly found: FoundRecord;
}

/** One call, of the person and of what is left of him under limits: each judged as the call itself is. */
export class PersonUnderLimits {
  /** The person's own session. */
  readonly session: Session;
  readonly #about: PersonQuestion;

  constructor(session: Session, about: PersonQuestion) {
    this.session = session;
    this.#about = about;
  }

  /** Whether the operation is there for him, whatever the record. */
  sees(limits: Limits = unlimited): boolean {
    return this.#verdict(this.#context(limits)).allowed;
  }

  outcome(limits: Limits = unlimited): RecordOutcome {
    const { operation, found } = this.#about;
    const context = this.#context(limits);
    return judgeCall(this.#verdict(context), { operation, context, found });
  }

  #verdict(context: Context): Verdict {
    const { authoriser, operation, snapshot } = this.#about;
    return authoriser.authorise(operation, context, snapshot);
  }

  /** `agentTools` limits a surface and not the person, so his calls are taken as ones of REST. */
  #context({ operations, roles }: Limits): Context {
    const { principal, ...rest } = this.session;
    const left = principal.roles.filter((role) => roles?.includes(role) ?? true);
    const withheldRoles = principal.roles.filter((role) => !left.includes(role));
    const narrowing = { ...(operations === null ? {} : { operations }), ...(withheldRoles.length === 0 ? {} : { withheldRoles }) };
    const { surface, platform } = this.#about;
    return createContext({ ...rest, principal: { ...principal, roles: left }, narrowing }, { surface: surface === 'mcp' ? 'rest' : surface }, platform);
  }
}

/** Whether a limit names the operation, whatever it leaves of the roles. */
export function namesOperation({ operations }: Pick<Limits, 'operations'>, operation: string): boolean {
  return narrowedScope(operations === null ? null : { operations })?.allows(operation) ?? true;
}
