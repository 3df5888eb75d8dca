import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** An answer as it came over the socket: nothing of it is unpacked. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request with these headers and no others: `fetch` keeps some for itself and adds some. */
export function rawRequest(url: string, headers: Readonly<Record<string, string>>, { method = 'GET', body = '' } = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      buffer(response).then((whole) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole }), reject);
    });
    sent.once('error', reject);
    sent.end(body === '' ? undefined : body);
  });
}
