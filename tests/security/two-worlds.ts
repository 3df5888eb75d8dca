import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretWords } from '../parity/app/parity-plugin.manifest.ts';
import { completed, connectLegacy, connectModern, resourceText } from '../parity/harness/mcp-surface.ts';
import { callers } from '../parity/harness/people.ts';
import type { Caller } from '../parity/harness/people.ts';
import { seed } from '../parity/harness/seed.ts';
import { probesOf } from './hidden-fields.ts';
import { calm, wireText } from './site.ts';
import type { Site } from './site.ts';

/*
 * C4 cases 18, 31, 40, 50: two servers, one with an app in which the hidden fields and the hidden object were never thought of.
 * Nobody but the administrator can tell which of the two he talks to: not by what it says of itself, not by a hint, not by data.
 */

const tenant = 'world';
const others = callers.filter((caller) => caller !== 'ada');

/** Names that are hidden, and slips for them that a hint could help with. */
const names = ['margin', 'phones', 'phon', 'secretcode', 'vault', 'tire'];
/** Who may read accounts, where all that is hidden is. */
const curious: ReadonlySet<Caller> = new Set(['clara', 'kit']);
const operations = ['vault.list', 'vaults.list', 'valt.list', 'vault.get', 'account.vault', 'accounts.list', 'acount.list', 'claim.aprove', 'memo.lst', 'token.revoke', 'audit.verify', 'audit.lo', 'tenant.list'];

export function testTwoWorlds(site: () => Site, bare: () => Site): void {
  test('both worlds are settled by the same people', async () => {
    for (const [each, secrets] of [[site(), true], [bare(), false]] as const) {
      await each.openTenant(tenant);
      await seed(each.operator, tenant, { place: 'n', secrets });
    }
  });

  for (const caller of others) {
    test(`documents, tools and schemas tell ${caller} nothing of what is hidden from him`, async () => {
      const [told, untold] = [await describe(site(), caller), await describe(bare(), caller)];
      for (const [document, text] of told) {
        assert.equal(text, untold.get(document), document);
        // What answers for a name repeats the name that was asked for.
        for (const word of document.endsWith('/vault') ? [] : secretWords) assert.ok(!new RegExp(`\\b${word}\\b`, 'u').test(text), `${document} says ${word}`);
      }
    });

    test(`neither does an answer or a hint tell ${caller}`, async () => {
      for (const name of curious.has(caller) ? names : names.slice(0, 1)) {
        for (const [operation, input] of probesOf(name)) await compare(site(), bare(), { caller, operation, input });
      }
      for (const operation of operations) await compare(site(), bare(), { caller, operation, input: {} });
      for (const input of [{}, { count: true }, { sort: ['-credit'] }, { expand: ['parent', 'owner'] }]) await compare(site(), bare(), { caller, operation: 'account.list', input });
      for (const id of ['n-acme', 'n-borg', 'n-dust', 'n-echo']) await compare(site(), bare(), { caller, operation: 'account.history', input: { id } });
    });
  }

  test('whoever may cause an event and not know the state is told of neither states nor their field', async () => {
    for (const [document, text] of await describe(site(), 'stan')) {
      assert.doesNotMatch(text, /submitted|pending|approved|\bmoves\b/u, document);
    }
    assert.match([...(await describe(site(), 'mara')).values()].join('\n'), /moves status from submitted to approved/u);
  });

  test('an administrator is told of all of it', async () => {
    const text = [...(await describe(site(), 'ada')).values()].join('\n');
    for (const word of secretWords) assert.match(text, new RegExp(`\\b${word}\\b`, 'u'));
  });
}

interface Asked {
  readonly caller: Caller;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

async function compare(site: Site, bare: Site, { caller, operation, input }: Asked): Promise<void> {
  const [said, told] = await Promise.all([site, bare].map((each) => each.said(each.rest, { tenant, as: caller, operation, input, dryRun: writes.test(operation) })));
  assert.equal(said, told, `${operation} ${JSON.stringify(input)}`);
}

/** Nothing may change while the worlds are compared. */
const writes = /\.(?:create|update|rate)$/u;

/** Everything in which the system describes itself to the caller. */
async function describe(site: Site, caller: Caller): Promise<ReadonlyMap<string, string>> {
  const { token } = site.tokens(tenant)[caller];
  const { address } = site.server;
  const get = async (path: string): Promise<string> => unversioned(await wireText(await fetch(`${address}${path}`, { headers: { authorization: `Bearer ${token}` } })));
  const documents = new Map<string, string>();
  for (const path of ['/api/openapi.json', '/api/v1/meta/objects', ...['account', 'claim', 'vault', 'memo', 'principal', 'effect', 'token'].map((name) => `/api/v1/meta/objects/${name}`)]) {
    documents.set(path, await get(path));
  }
  for (const [era, connect] of [['2026-07-28', connectModern], ['2025-11-25', connectLegacy]] as const) {
    const client = await connect(address, token);
    documents.set(`tools/list of ${era}`, JSON.stringify(await client.listTools()));
    documents.set(`prompts and resources of ${era}`, JSON.stringify([await client.listPrompts(), await client.listResources(), await client.listResourceTemplates()]));
    for (const name of ['account', 'claim', 'vault', 'effect']) documents.set(`resource of ${era} objectos://schemas/${name}`, calm(await resourceText(client, `objectos://schemas/${name}`)));
    for (const typed of ['', 'v']) documents.set(`objects of ${era} that begin with "${typed}"`, JSON.stringify(await completed(client, ['object', typed])));
    await client.close();
  }
  return documents;
}

/** The version of the metadata is that of all of it, hidden or not: it may say that something changed, not what. */
function unversioned(text: string): string {
  return calm(text).replace(/"version":"[0-9a-f]{12}"/u, '"version":"the version"');
}
