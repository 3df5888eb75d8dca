import { Rendered, toFault } from '@objectos/kernel';
import { counted } from '@objectql/metadata';
import type { AppHost, Progress } from './app-config.ts';
import type { RunningApp } from './compose.ts';

/** `flags`: how the command line reaches the app. */
export function createAppHost({ kernel, system }: RunningApp, address: string, flags = ''): AppHost {
  const call: AppHost['call'] = async (tenant, operation, input) => {
    const { value } = await kernel.call(operation, input, system.context({ tenant, onBehalfOf: null }));
    return value instanceof Rendered ? value.value() : value;
  };
  return {
    address,
    flags,
    call,
    async ensure(tenant, object, record) {
      try {
        await call(tenant, `${object}.create`, record);
      } catch (error) {
        if (toFault(error).code !== 'DUPLICATE_ID') throw error;
      }
    },
    print: (line) => void process.stdout.write(`${line}\n`),
    progress: startProgress,
  };
}

/** Redrawn in place on a terminal; elsewhere one line at the end. */
function startProgress(label: string, total: number): Progress {
  const began = Date.now();
  const { stderr } = process;
  const width = 30;
  let made = 0;
  let drawn = -1;
  const draw = (): void => {
    const filled = Math.floor((made / total) * width);
    if (filled === drawn) return;
    drawn = filled;
    stderr.write(`\r${label} [${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${made}/${total}`);
  };
  return {
    advance(by) {
      made += by;
      if (stderr.isTTY) draw();
    },
    done() {
      if (stderr.isTTY) stderr.write('\r\u001B[K');
      stderr.write(`${label}: ${counted(made, 'record')} in ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
    },
  };
}
