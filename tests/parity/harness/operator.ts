import assert from 'node:assert/strict';
import { connectControlSocket } from '../../../packages/objectos/server/src/control-socket.ts';
import type { LocalAnswer, LocalCall, LocalCalls } from '../../../packages/objectos/server/src/local-call.ts';

/** Who sits at the machine in these tests; journalled as actor of whatever comes through the control socket. */
export const operatorName = 'ops';

/** Who makes what a test starts from, usually over the control socket: what the command line speaks, without a process per call. */
export class Operator {
  readonly #calls: LocalCalls;

  private constructor(calls: LocalCalls) {
    this.#calls = calls;
  }

  static async connect(socket: string): Promise<Operator> {
    const calls = await connectControlSocket(socket);
    assert.ok(calls !== null, `nobody listens at ${socket}`);
    return Operator.over(calls);
  }

  /** Over another way to whoever owns the stores. */
  static over(calls: LocalCalls): Operator {
    return new Operator(calls);
  }

  perform(call: Omit<LocalCall, 'operator'>): Promise<LocalAnswer> {
    return this.#calls.perform({ ...call, operator: operatorName });
  }

  /** The value of a call that must succeed; without `as`, the system's. */
  async value<T = unknown>(tenant: string, operation: string, input: object, as?: string): Promise<T> {
    const answer = await this.perform({ tenant, operation, input, ...(as === undefined ? {} : { as }) });
    assert.ok(answer.ok, `${operation} ${JSON.stringify(input)} as ${as ?? 'system'} in ${tenant}: ${JSON.stringify(answer)}`);
    return answer.value as T;
  }

  close(): Promise<void> {
    return this.#calls.close();
  }
}
