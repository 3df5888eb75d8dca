import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { publishedPackages } from '../../packaging/workspace-package.ts';
import { must } from './install-tarballs.ts';
import { contentsOf, copyOfWorkspace } from './workspace-copy.ts';

/** Compiling and packing everything, twice and in a copy of the workspace, takes half a minute. */
const isLong = process.env['OBJECTOS_LONG'] === '1';
const skip = isLong ? false : 'it packs every package: set OBJECTOS_LONG=1';
const patience = 240_000;

let workspace = '';
let unpacked: Readonly<Record<string, string>> = {};
let expected: Readonly<Record<string, string>> = {};
before(() => {
  if (!isLong) return;
  workspace = copyOfWorkspace();
  unpacked = contentsOf(workspace);
  expected = packedByScript();
}, { timeout: patience });
after(() => {
  if (isLong) rmSync(workspace, { recursive: true });
});

/** The tarballs of `npm run pack`. */
function packedByScript(): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'objectos-tarballs-'));
  must(spawnSync('npm', ['run', '--silent', 'pack', folder], { cwd: workspace, encoding: 'utf8' }));
  const tarballs = contentsOf(folder);
  rmSync(folder, { recursive: true });
  return tarballs;
}

function emptyFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'objectos-tarballs-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Is done when what was placed is put back, also after an npm that did not live to see it. */
async function putBack(): Promise<void> {
  const cache = join(workspace, 'node_modules/.cache');
  const changes = watch(cache);
  while (existsSync(join(cache, 'objectos-pack'))) await once(changes, 'change');
  changes.close();
}

test('npm pack makes the tarballs of npm run pack, byte for byte, and leaves the workspace as it was', { skip, timeout: patience }, (context) => {
  const folder = emptyFolder(context);
  must(spawnSync('npm', ['pack', '--workspaces', '--pack-destination', folder], { cwd: workspace, encoding: 'utf8' }));
  assert.deepEqual(contentsOf(workspace), unpacked);
  const ours = publishedPackages().map(({ manifest }) => `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`);
  assert.deepEqual(Object.keys(expected), ours.toSorted());
  assert.deepEqual(contentsOf(folder), expected);
});

test('npm pack in the folder of a package does the same, and one that fails leaves the workspace as it was', { skip, timeout: patience }, async (context) => {
  const folder = emptyFolder(context);
  const server = join(workspace, 'packages/objectos/server');
  const [packed] = JSON.parse(must(spawnSync('npm', ['pack', '--json', '--silent', '--foreground-scripts=false', '--pack-destination', folder], { cwd: server, encoding: 'utf8' }))) as readonly Shown[];
  assert.deepEqual(contentsOf(workspace), unpacked);
  assert.deepEqual([packed?.filename, contentsOf(folder)], ['objectos-server-0.1.0.tgz', { 'objectos-server-0.1.0.tgz': expected['objectos-server-0.1.0.tgz'] }]);
  const { status, stderr } = spawnSync('npm', ['pack', '--pack-destination', join(folder, 'missing')], { cwd: server, encoding: 'utf8' });
  assert.notEqual(status, 0);
  assert.match(stderr, /ENOENT/u);
  await putBack();
  assert.deepEqual(contentsOf(workspace), unpacked);
});

interface Shown {
  readonly filename: string;
  readonly integrity: string;
}

interface Sent {
  readonly versions: Readonly<Record<string, object>>;
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

/** A registry that has nothing, and answers what is sent with `status`. */
async function registryThatAnswers(status: number, context: TestContext) {
  const sent: Sent[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    if (request.method === 'PUT') sent.push(JSON.parse(body) as Sent);
    response.writeHead(request.method === 'PUT' ? status : 404, { 'content-type': 'application/json' }).end('{}');
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
  return { sent, address: `127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

for (const status of [200, 403]) {
  test(`npm publish sends what is packed and its package.json, and leaves the workspace as it was, answered ${status}`, { skip, timeout: patience }, async (context) => {
    const { sent, address } = await registryThatAnswers(status, context);
    const npm = spawn('npm', ['publish', '-w', '@objectql/engine', '--registry', `http://${address}`, `--//${address}:_authToken=none`], { cwd: workspace, stdio: 'ignore' });
    const [code] = await once(npm, 'exit') as [number];
    assert.equal(code === 0, status === 200);
    await putBack();
    assert.deepEqual(contentsOf(workspace), unpacked);
    const [{ versions, _attachments: attachments }] = sent as [Sent];
    const folder = emptyFolder(context);
    const tarball = 'objectql-engine-0.1.0.tgz';
    writeFileSync(join(folder, tarball), Buffer.from(Object.values(attachments)[0]?.data ?? '', 'base64'));
    assert.deepEqual(contentsOf(folder)[tarball], expected[tarball]);
    const manifest = JSON.parse(must(spawnSync('tar', ['-xzOf', join(folder, tarball), 'package/package.json'], { encoding: 'utf8' }))) as object;
    assert.partialDeepStrictEqual(versions['0.1.0'], manifest);
  });
}

test('npm publish --dry-run shows what is packed, and leaves the workspace as it was', { skip, timeout: patience }, (context) => {
  const folder = emptyFolder(context);
  const answer = JSON.parse(must(spawnSync('npm', ['publish', '--dry-run', '--json', '--silent', '--foreground-scripts=false', '--registry', 'http://127.0.0.1:9/', '--fetch-retries=0', '-w', '@objectos/kernel'], { cwd: workspace, encoding: 'utf8' }))) as Readonly<Record<string, Shown>>;
  assert.deepEqual(contentsOf(workspace), unpacked);
  const [packed] = JSON.parse(must(spawnSync('npm', ['pack', '--json', '--silent', '--foreground-scripts=false', '--pack-destination', folder, '-w', '@objectos/kernel'], { cwd: workspace, encoding: 'utf8' }))) as readonly Shown[];
  assert.deepEqual(contentsOf(folder)['objectos-kernel-0.1.0.tgz'], expected['objectos-kernel-0.1.0.tgz']);
  assert.deepEqual(answer['@objectos/kernel']?.integrity, packed?.integrity);
});

for (const [killed, processes] of [['npm', ['npm']], ['npm and what puts back after it', ['keeper', 'npm']]] as const) {
  test(`a workspace in which ${killed} was killed while a package was placed is put back`, { skip, timeout: patience }, async () => {
    const path = join(workspace, 'packages/objectos/kernel/package.json');
    const manifest = readFileSync(path, 'utf8');
    const notes = join(workspace, 'node_modules/.cache/objectos-pack');
    const kill = `for (const name of ${JSON.stringify(processes)}) process.kill(Number(fs.readFileSync('${notes}/' + name)), 'SIGKILL')`;
    writeFileSync(path, JSON.stringify({ ...JSON.parse(manifest) as object, scripts: { prepack: 'node ../../../packaging/prepack.ts', postpack: `node -e "${kill.replaceAll('"', '\\"')}"` } }));
    const { signal } = spawnSync('npm', ['pack', '--dry-run', '-w', '@objectos/kernel'], { cwd: workspace, encoding: 'utf8' });
    assert.equal(signal, 'SIGKILL');
    if (processes.length === 1) await putBack();
    else assert.match(readFileSync(path, 'utf8'), /dist\/index\.js/u);
    if (processes.length > 1) assert.deepEqual(packedByScript(), expected);
    assert.ok(readFileSync(path, 'utf8').includes('SIGKILL'));
    writeFileSync(path, manifest);
    assert.deepEqual(contentsOf(workspace), unpacked);
  });
}
