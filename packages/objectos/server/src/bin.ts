import { BootFault, Fault, toFault } from '@objectos/kernel';
import { runCli } from './cli.ts';
import { codeReport } from './issue-text.ts';
import { MetadataFault } from './metadata-error.ts';
import { foreseen } from './operator-text.ts';
import { CodeFault } from './thrown-issues.ts';

try {
  process.exitCode = await runCli(process.argv.slice(2));
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${textOf(error)}\n`);
}

function textOf(error: unknown): string {
  if (error instanceof CodeFault) return codeReport(error);
  if (error instanceof BootFault || error instanceof MetadataFault) return error.message;
  const fault = foreseen(error) ?? toFault(error);
  if (!(fault instanceof Fault)) return `${fault.code}: ${fault.message}`;
  if (fault.category === 'internal') return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${fault.code}: ${fault.message}${fault.details.hint === undefined ? '' : `\n${fault.details.hint}`}`;
}
