import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { connectControlSocket, connectMcpSocket } from './control-socket.ts';
import { socketPath } from './reach-app.ts';
import { startHelpDesk } from './test-app.contract.ts';

test('a thousand writes from the command line and from REST at once are each journalled once, in one chain', async (t) => {
  const desk = await startHelpDesk(t);
  const lines = await Promise.all(Array.from({ length: 5 }, () => connectControlSocket(socketPath(desk.data))));
  const fromLine = lines.flatMap((calls, line) => [async () => {
    for (let index = 0; index < 100; index++) {
      const answer = await calls!.perform({ operation: 'account.create', input: { id: `cli-${line}-${index}`, name: 'x' }, as: 'clara', operator: 'ops' });
      assert.equal(answer.ok, true);
    }
    await calls!.close();
  }]);
  const fromRest = Array.from({ length: 5 }, (_, worker) => async () => {
    for (let index = 0; index < 100; index++) assert.equal((await desk.ask('POST', '/api/v1/data/account', { body: { id: `rest-${worker}-${index}`, name: 'x' } })).status, 201);
  });
  await Promise.all([...fromLine, ...fromRest].map((work) => work()));
  const verdict = (await desk.host.call('main', 'audit.verify', {})) as { ok: boolean };
  assert.equal(verdict.ok, true);
  const surfaces = new Map<string, number>();
  let after = 0;
  for (let page = 0; page < 4; page++) {
    const { entries } = (await desk.host.call('main', 'audit.log', { after, limit: 500 })) as { entries: { seq: number; operation: string; surface: string; actors: string[] }[] };
    for (const { seq, operation, surface, actors } of entries) {
      after = seq;
      if (operation === 'account.create') surfaces.set(`${surface} ${actors.join()}`, (surfaces.get(`${surface} ${actors.join()}`) ?? 0) + 1);
    }
  }
  assert.deepEqual(Object.fromEntries(surfaces), { 'cli operator:ops': 500, 'rest ': 500 });
});

test('where nobody listens there is no connection, and a token that is not in force is refused at once', async (t) => {
  const desk = await startHelpDesk(t);
  assert.equal(await connectControlSocket(`${socketPath(desk.data)}.none`), null);
  assert.equal(await connectMcpSocket(`${socketPath(desk.data)}.none`, 'oos_x'), null);
  assert.equal(await connectMcpSocket(socketPath(desk.data), 'oos_wrong'), 'refused');
});

test('who goes on with a token that is not in force is served nothing', async (t) => {
  const desk = await startHelpDesk(t);
  const socket = connect(socketPath(desk.data));
  let told = '';
  socket.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    if (told.indexOf('\n') < told.length - 1) socket.destroy();
  });
  socket.write(`${JSON.stringify({ mcp: 'oos_wrong' })}\n${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } } })}\n`);
  await once(socket, 'close');
  assert.equal(told, '{"ok":false}\n');
});

test('an answer to the command line is a problem in the one error shape', async (t) => {
  const desk = await startHelpDesk(t);
  const calls = await connectControlSocket(socketPath(desk.data));
  const refused = await calls!.perform({ operation: 'ticket.list', input: {}, as: 'vito', operator: 'ops' });
  assert.deepEqual([refused.ok, refused.ok || [refused.problem.code, refused.problem.status]], [false, ['OPERATION_NOT_FOUND', 404]]);
  await calls!.close();
});

test('a path that no socket can have is told with what to do', () => {
  assert.throws(() => socketPath(`/${'deep/'.repeat(40)}`), { code: 'SOCKET_PATH_TOO_LONG', message: /--data/u });
});
