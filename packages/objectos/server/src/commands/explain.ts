import type { Explanation } from '@objectos/policy';
import { UsageError, appOptions, exitCode, textOption } from '../command.ts';
import type { Command } from '../command.ts';
import { explanationText } from '../explanation-text.ts';
import { loadConfig } from '../load-config.ts';
import { printAnswer, printProblem } from '../print-answer.ts';
import { operatorName, reachApp } from '../reach-app.ts';
import { SourceFiles, openablePlace } from '../source-files.ts';

const choices = ['agent', 'token', 'surface'] as const;

export const command: Command = {
  name: 'explain',
  summary: 'Says whether a principal may call an operation, and which rule and condition decide.',
  usage: ['<principal> <operation> [record]', 'max expense.approve e1 --agent copilot'],
  words: 3,
  options: {
    agent: { type: 'string', help: 'Id of the agent that acts for the principal.' },
    token: { type: 'string', help: 'Id of the token that is used.' },
    surface: { type: 'string', help: 'Where the call comes in: rest, sdk, mcp, cli or sync (default: rest).' },
    as: { type: 'string', help: 'Ask with the rights of this principal (default: as the system, who may know everything).' },
    tenant: { type: 'string', help: 'The tenant, where there are several.' },
    ...appOptions,
  },
  async run(given, [principal, operation, record]) {
    if (principal === undefined || operation === undefined) throw new UsageError('Say whose call of what: explain <principal> <operation> [record].');
    const asked = Object.fromEntries(choices.flatMap((name) => (textOption(given, name) === undefined ? [] : [[name, textOption(given, name)]])));
    const [as, tenant] = [textOption(given, 'as'), textOption(given, 'tenant')];
    const calls = await reachApp(given);
    try {
      const answer = await calls.perform({
        operation: 'permission.explain', input: { principal, operation, ...(record === undefined ? {} : { record }), ...asked }, operator: operatorName(),
        ...(as === undefined ? {} : { as }), ...(tenant === undefined ? {} : { tenant }),
      });
      if (!answer.ok) return printProblem(answer.problem, given['json'] === true);
      const explanation = answer.value as Explanation;
      const code = explanation.verdict === 'allowed' ? exitCode.ok : exitCode.findings;
      if (given['json'] === true) {
        printAnswer(answer, true);
        return code;
      }
      const { config } = await loadConfig(textOption(given, 'app'), textOption(given, 'data'));
      const files = new SourceFiles(config.plugins);
      process.stdout.write(`${explanationText(explanation, (at) => openablePlace(at, files))}\n`);
      return code;
    } finally {
      await calls.close();
    }
  },
};
