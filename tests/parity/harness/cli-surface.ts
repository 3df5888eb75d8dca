import type { Operator } from './operator.ts';
import { isAgent } from './people.ts';
import type { ServerProcess } from './server-process.ts';
import type { Surface, SurfaceAnswer, SurfaceCall } from './surface.ts';

/** What the command line says to the running server, through its control socket. Agents act with tokens, so there is no `--as` for them. */
export class SocketSurface implements Surface {
  readonly name = 'CLI';
  readonly #operator: Operator;

  constructor(operator: Operator) {
    this.#operator = operator;
  }

  perform({ as, key, ...call }: SurfaceCall): Promise<SurfaceAnswer> | null {
    return isAgent(as) ? null : this.#operator.perform({ ...call, as, ...(key === undefined ? {} : { commandKey: key }) });
  }

  close(): Promise<void> {
    return this.#operator.close();
  }
}

/** The command line itself: a child process per call (0.4 s each), its exit code and what it prints. */
export class CliSurface implements Surface {
  readonly name = 'CLI (child process)';
  readonly #server: ServerProcess;

  constructor(server: ServerProcess) {
    this.#server = server;
  }

  perform(call: SurfaceCall): Promise<SurfaceAnswer> | null {
    return isAgent(call.as) ? null : this.#perform(call);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #perform({ tenant, as, operation, input, key, dryRun }: SurfaceCall): Promise<SurfaceAnswer> {
    const options = [...(key === undefined ? [] : ['--key', key]), ...(dryRun === true ? ['--dry-run'] : [])];
    const { code, stdout, stderr } = await this.#server.cli('call', operation, '--tenant', tenant, '--as', as, '--input', JSON.stringify(input), '--json', ...options);
    if (code === 0) return { ok: true, value: JSON.parse(stdout) as unknown };
    if (code === 1) return { ok: false, problem: JSON.parse(stderr) as { readonly code: string } };
    throw new Error(`objectos call ${operation} ended with ${code}: ${stderr}`);
  }
}
