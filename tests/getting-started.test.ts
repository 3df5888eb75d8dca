import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoTokensIn, lastOfStart } from './docs/demo-tokens.ts';
import { walkPage } from './docs/walk-page.ts';

const patience = 60_000;

test('getting started works as it is printed, from the first file to the typed client', { timeout: patience }, async () => {
  const commands = await walkPage('docs/getting-started.md', { server: { command: / start my-app/u, last: /\/mcp\n/u } });
  assert.ok(commands >= 15, `only ${commands} commands were found`);
});

test('the README works as it is printed, and so do the commands that npm start prints', { timeout: patience }, async () => {
  let pasted = 0;
  const commands = await walkPage('README.md', {
    server: { command: /^npm install && npm start$/mu, last: lastOfStart },
    serve: 'npm start --silent',
    variables: demoTokensIn,
    async meanwhile(printed, terminal) {
      for (const line of printed.slice(printed.indexOf('\nTry:\n')).split('\n').slice(2).filter(Boolean)) {
        const { ok, output, errors } = await terminal.run(line.trim());
        assert.ok(ok && output.includes('"id"') && !output.includes('"error"'), `${line}\n${output}${errors}`);
        pasted++;
      }
    },
  });
  assert.equal(pasted, 3);
  assert.ok(commands >= 5, `only ${commands} commands were found`);
});
