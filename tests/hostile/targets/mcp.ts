import { openHostileApp, statusOf } from '../hostile-app.ts';
import type { Target } from '../target.ts';

const eras = ['2026-07-28', '2025-11-25'];
/** JSON-RPC's code for a failure of whoever answers. */
const internalError = /"code":\s*-32603/u;

/** A message of JSON-RPC, to the servers of both eras; `META` in it is what the era wants every request to say of its client. */
export async function open(): Promise<Target> {
  const app = await openHostileApp();
  return {
    words: ['"jsonrpc":"2.0"', '"id":1', '"id":null', '"method":"tools/call"', '"method":"tools/list"', '"method":"initialize"', '"method":"server/discover"', '"method":"resources/read"', '"method":"prompts/get"', '"method":"completion/complete"', '"method":"subscriptions/listen"', '"params":{', '"_meta":{', '"cursor":"', '"arguments":{', '"name":"query_records"', '"name":"create_record"', '"object":"thing"', '"values":{', '"filter":{"count":{"$gt":1}}', '"requestState":"', '"inputResponses":{', '"progressToken":1', '"uri":"'],
    async attack(input) {
      let understood = false;
      for (const era of eras) {
        const answer = await app.send(requestOf(input, era, app));
        if (internalError.test(answer)) throw new Error(`Answered ${answer.slice(0, 1500)}`);
        understood ||= statusOf(answer) < 300 && !answer.includes('"error"');
      }
      return understood;
    },
    close: () => app.close(),
  };
}

function requestOf(input: string, era: string, { host, token }: { readonly host: string; readonly token: string }): Buffer {
  const body = Buffer.from(input.replace('META', metaOf(era)));
  const [, method] = /"method":\s*"([\w/]+)"/u.exec(input) ?? [];
  const [, name] = /"(?:name|uri)":\s*"([\w./:{}-]+)"/u.exec(input) ?? [];
  const head = ['POST /mcp HTTP/1.1', `Host: ${host}`, 'Connection: close', `Authorization: Bearer ${token}`, 'Content-Type: application/json', 'Accept: application/json, text/event-stream', `MCP-Protocol-Version: ${era}`, `Content-Length: ${body.length}`];
  if (method !== undefined) head.push(`Mcp-Method: ${method.slice(0, 200)}`);
  if (name !== undefined) head.push(`Mcp-Name: ${name.slice(0, 200)}`);
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

function metaOf(era: string): string {
  if (era !== '2026-07-28') return '"_meta":{}';
  const client = { protocolVersion: era, clientCapabilities: { elicitation: {} }, clientInfo: { name: 'hostile', version: '1.0.0' } };
  return `"_meta":${JSON.stringify(Object.fromEntries(Object.entries(client).map(([key, value]) => [`io.modelcontextprotocol/${key}`, value])))}`;
}
