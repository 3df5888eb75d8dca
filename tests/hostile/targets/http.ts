import { openHostileApp } from '../hostile-app.ts';
import type { Target } from '../target.ts';

/** Raw bytes on a connection; afterwards the server must be there as before. */
export async function open(): Promise<Target> {
  const app = await openHostileApp();
  const health = 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  return {
    words: ['\r\n', '\r\n\r\n', ' HTTP/1.1', 'GET ', 'POST ', 'Host: localhost', 'Content-Length: 5', 'Content-Length: -1', 'Transfer-Encoding: chunked', '0\r\n\r\n', 'ffffffffff\r\n', 'Connection: keep-alive', 'Expect: 100-continue', 'Upgrade: websocket', 'Authorization: Bearer ', '/api/v1/data/thing', '/mcp', '/docs', 'Cookie: a=b', ': ', '\t'],
    async attack(input) {
      // Closed without an answer is an answer to what is no HTTP.
      const answer = await app.send(input.replaceAll('\n', '\r\n').replaceAll('TOKEN', app.token)).catch(String);
      if (/^HTTP\/1\.1 5(?!05)/u.test(answer)) throw new Error(`Answered ${answer.slice(0, 1500)}`);
      if (!(await app.send(health)).startsWith('HTTP/1.1 200 ')) throw new Error('It is not well any more.');
      return answer.startsWith('HTTP/1.1 2');
    },
    close: () => app.close(),
  };
}
