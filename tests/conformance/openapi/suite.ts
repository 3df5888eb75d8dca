import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Suite, Verdict } from '../suite.ts';
import { callsOf } from './answers.ts';
import { JudgedDocument } from './judged-document.ts';
import { openSite } from './site.ts';
import type { Person, Site } from './site.ts';

const here = import.meta.dirname;
const generated = join(here, 'generated');
const roles = { administrator: 'ada', employee: 'emma', 'sales-rep': 'rita' } as const satisfies Readonly<Record<string, Person>>;
/** The judges send nothing home and look for no news. */
const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1', DO_NOT_TRACK: '1' };

/** The OpenAPI documents of several roles before linters, a JSON Schema validator and client generators; the clients call the server. */
export const suite: Suite = {
  async *run() {
    rmSync(generated, { recursive: true, force: true });
    mkdirSync(generated);
    const site = await openSite();
    try {
      for (const [role, person] of Object.entries(roles)) yield* judge(site, role, person);
      yield* clients(site);
    } finally {
      await site.close();
    }
  },
};

async function* judge(site: Site, role: string, person: Person): AsyncIterable<Verdict> {
  const text = await (await site.ask(person, 'GET', '/api/openapi.json')).text();
  const file = join(generated, `${role}.json`);
  writeFileSync(file, text);
  const document = new JudgedDocument(JSON.parse(text) as Record<string, unknown>);
  const operations = Object.values(document.document['paths'] as object).reduce((sum, item) => sum + Object.keys(item as object).length, 0);
  yield redocly(file, { role, operations });
  yield spectral(file, { role, operations });
  const { checked, failures } = document.examples();
  yield { subject: `openapi examples role=${role}`, counts: { valid: `${checked - failures.length}/${checked}` }, failures };
  const calls = await callsOf(site, person);
  const wrong = calls.flatMap(({ path, method, ...answer }) => document.answer(path, method, answer));
  yield { subject: `openapi answers role=${role}`, counts: { valid: `${calls.length - wrong.length}/${calls.length}` }, failures: wrong };
}

type Facts = Readonly<Record<string, string | number>> & { readonly role: string };

function redocly(file: string, { role, ...facts }: Facts): Verdict {
  const { stdout, stderr } = run('redocly', ['lint', '--extends', 'recommended', '--format', 'json', file]);
  const { totals, problems } = parsed(stdout, stderr) as { totals: { errors: number; warnings: number }; problems: readonly { ruleId: string; message: string; location: readonly { pointer?: string }[] }[] };
  const failures = problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer ?? ''})`);
  return { subject: `openapi redocly role=${role}`, counts: { errors: totals.errors, warnings: totals.warnings, ...facts }, failures };
}

function spectral(file: string, { role, ...facts }: Facts): Verdict {
  const { stdout, stderr } = run('spectral', ['lint', '--quiet', '--format', 'json', '--ruleset', join(here, 'spectral.yaml'), file]);
  const found = parsed(stdout, stderr) as readonly { code: string; message: string; severity: number; path: readonly string[] }[];
  const errors = found.filter(({ severity }) => severity === 0).length;
  const failures = found.map(({ code, message, path }) => `${code}: ${message} (${path.join('/')})`);
  return { subject: `openapi spectral role=${role}`, counts: { errors, warnings: found.length - errors, ...facts }, failures };
}

function parsed(stdout: string, stderr: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`A judge printed no JSON:\n${stdout}\n${stderr}`);
  }
}

async function* clients(site: Site): AsyncIterable<Verdict> {
  const document = join(generated, 'administrator.json');
  const made = [
    run('openapi-typescript', [document, '-o', join(generated, 'openapi-typescript', 'schema.d.ts')]),
    run('openapi-ts', ['-i', document, '-o', join(generated, 'hey-api'), '--silent']),
    run('tsc', ['-p', join(here, 'clients')]),
  ];
  const wrong = made.flatMap(({ status, stdout, stderr }) => (status === 0 ? [] : [stdout + stderr]));
  yield { subject: 'openapi clients compile', counts: { generators: 2, typescript: run('tsc', ['--version']).stdout.trim().replace('Version ', '') }, failures: wrong };
  if (wrong.length > 0) return;
  const tokens = { ADA: await site.token('ada'), EMMA: await site.token('emma'), MAX: await site.token('max') };
  for (const [name, client] of [['openapi-typescript', 'openapi-fetch'], ['hey-api', 'hey-api']] as const) {
    const { status, stdout, stderr } = await called(client, { ADDRESS: site.address, ...tokens });
    yield { subject: `openapi ${name} compiles`, counts: { calls: /calls=(\d+)/u.exec(stdout)?.[1] ?? 0 }, failures: status === 0 ? [] : [stderr] };
  }
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(tool: string, args: readonly string[]): Ran {
  return spawnSync(join(here, 'node_modules', '.bin', tool), args, { cwd: here, encoding: 'utf8', env: { ...process.env, ...quiet }, maxBuffer: 1 << 28 });
}

/** Beside the server, which answers in this process. */
function called(client: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn(process.execPath, [join(generated, 'built', 'clients', `${client}.js`)], { env: { ...process.env, ...env }, timeout: 60_000 });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk: Buffer) => void (said[stream] += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...said }));
  });
}
