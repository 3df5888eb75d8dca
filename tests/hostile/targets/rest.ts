import { openHostileApp, statusOf } from '../hostile-app.ts';
import type { Target } from '../target.ts';

/** A head over 16 KiB is refused on the connection, which the target "http" sees to. */
const longestAddress = 8_000;
const mostHeaders = 20;

/** A request of REST: its first line is method and path, then come parameters (`?name=value`) and headers, and after an empty line the body. */
export async function open(): Promise<Target> {
  const app = await openHostileApp();
  return {
    words: ['?filter={"title":"One"}', '?filter={"$or":[{"count":{"$gt":1}}]}', '?sort=-amount,title', '?fields=title,secret', '?expand=parent', '?limit=', '?cursor=', '?count=true', '?search=', '?dryRun=true', 'If-Match: "1"', 'If-None-Match: *', 'Idempotency-Key: k', 'GET ', 'POST ', 'PATCH ', 'DELETE ', 'PUT ', '/api/v1/data/thing', '/one', '/history', '/query', '/batch', '/turn', '/api/v1/meta/objects', '/api/openapi.json', '/health', '{"title":"x"}', '"amount":"1.234"', '"day":"2026-13-01"', '"parent":"one"', '"data":{"a":[1]}'],
    attack: async (input) => statusOf(await app.send(requestOf(input, app.token))) < 300,
    close: () => app.close(),
  };
}

function requestOf(input: string, token: string): Buffer {
  const [head = '', ...rest] = input.split('\n\n');
  const body = Buffer.from(rest.join('\n\n'));
  const [first = '', ...lines] = head.split('\n');
  const [method = '', path = ''] = first.split(' ');
  const parameters = lines.filter((line) => line.startsWith('?')).map((line) => line.slice(1).split('=')).map(([name = '', ...value]) => `${encoded(name)}=${encoded(value.join('='))}`);
  const headers = lines.filter((line) => /^[A-Za-z-]+: /u.test(line) && !/^(?:host|content-length|transfer-encoding|connection|authorization|expect|upgrade): /iu.test(line)).slice(0, mostHeaders).map((line) => line.slice(0, 200).replaceAll(/[^\t\x20-\x7E]/gu, '?'));
  const url = `/${encodedPath(path.replace(/^\//u, ''))}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`.slice(0, longestAddress);
  const known = /^[A-Z]{1,10}$/u.test(method) ? method : 'GET';
  const sent = [`${known} ${url} HTTP/1.1`, 'Host: localhost', 'Connection: close', `Authorization: Bearer ${token}`, `Content-Length: ${body.length}`, ...body.length > 0 ? ['Content-Type: application/json'] : [], ...headers];
  return Buffer.concat([Buffer.from(`${sent.join('\r\n')}\r\n\r\n`), body]);
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Escapes stay as they were mutated: wrong ones are part of the attack. */
function encodedPath(path: string): string {
  return path.split('/').map((step) => encoded(step).replaceAll('%25', '%')).join('/');
}
