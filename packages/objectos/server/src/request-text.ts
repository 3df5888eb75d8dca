import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { bodyCutShort, bodyNotText, bodyTooLarge, largestBody } from '@objectos/rest';

/** What of a refused body is still taken, so that its sender comes to read the answer; one who sends on is cut off. */
const mostDiscarded = 16 * largestBody;

/** The whole body as text. Rejects as soon as it is too large, with a `Fault`; what comes after that is thrown away. */
export function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let first: Buffer | null = null;
    let chunks: Buffer[] | null = null;
    let size = 0;
    const refuse = (): void => {
      [first, chunks] = [null, null];
      reject(bodyTooLarge());
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostDiscarded) request.destroy();
      else if (size > largestBody) refuse();
      else if (first === null) first = chunk;
      else (chunks ??= [first]).push(chunk);
    });
    request.on('end', () => {
      const whole = first === null || chunks === null ? first : Buffer.concat(chunks);
      if (whole !== null && !isUtf8(whole)) reject(bodyNotText());
      else resolve(whole === null ? '' : whole.toString('utf8'));
    });
    request.on('error', () => reject(bodyCutShort()));
    if (announcedSize(request) > largestBody) refuse();
  });
}

/** The length that a request says its body has; 0 where it does not say. */
export function announcedSize({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}
