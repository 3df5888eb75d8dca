import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createAppHost } from '../../packages/objectos/server/src/app-host.ts';
import { openApp } from '../../packages/objectos/server/src/compose.ts';
import config from './app/objectos.config.ts';
import { runCli } from './server-process.ts';
import { changePrincipal, cutTail, insertAfter, remove, tamper } from './tampering.ts';
import type { Tampering } from './tampering.ts';

const folder = mkdtempSync(join(tmpdir(), 'objectos-system-tampering-'));
const original = join(folder, 'original');

/** A system store of three entries: the tenant, a token and its revocation. */
before(async () => {
  const app = await openApp(config, { data: original, synchronous: 'NORMAL' });
  const host = createAppHost(app, '');
  await host.call('main', 'principal.create', { id: 'wanda', name: 'Wanda' });
  const { id } = (await host.call('main', 'token.create', { principal: 'wanda' })) as { readonly id: string };
  await host.call('main', 'token.revoke', { id });
  await app.stop();
});
after(() => rmSync(folder, { recursive: true }));

const unrevoke: Tampering = (store) => store.exec('UPDATE token SET revoked_at = NULL');

interface Case {
  readonly title: string;
  readonly how: readonly Tampering[];
  readonly found: RegExp;
}

const cases: readonly Case[] = [
  { title: 'a revocation that was undone and cut off the journal', how: [unrevoke, cutTail(3)], found: /^the system store: 3  cut  The last entry is gone: 3\.$/mu },
  { title: 'the making of a token that was removed', how: [remove(2)], found: /^the system store: 2  removed  Entry 2 is missing\.$/mu },
  { title: 'an entry that was put in', how: [insertAfter(2)], found: /^the system store: 3  inserted  Two entries claim to be number 3/mu },
  { title: 'somebody else who revoked', how: [changePrincipal(3)], found: /^the system store: 3  changed  Entry 3 is not what was sealed/mu },
];

describe('objectos audit verify of the system store', { concurrency: 2 }, () => {
  for (const [index, { title, how, found }] of cases.entries()) {
    test(`${title} is found, and stays found`, async () => {
      const data = join(folder, String(index));
      cpSync(original, data, { recursive: true });
      for (const each of how) tamper(join(data, '_system.db'), each);
      const checkpoints = readFileSync(join(data, '_system.checkpoints.jsonl'), 'utf8');
      for (const time of ['first', 'second']) {
        const { code, stdout, stderr } = await runCli(data, 'audit', 'verify');
        assert.equal(code, 2, `${time}: ${stdout}${stderr}`);
        assert.match(stdout, /^The journal is whole: \d+ entr(?:y|ies)\.$/mu);
        assert.match(stdout, found);
        assert.equal(readFileSync(join(data, '_system.checkpoints.jsonl'), 'utf8'), checkpoints, 'nobody vouches for a damaged journal');
      }
    });
  }
});
