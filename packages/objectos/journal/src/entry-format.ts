import type { Host, JournalChange, WriteScope } from '@objectql/engine';

/*
 * The bytes that are hashed. Every part is either of fixed length or carries its length, so that no two different entries
 * have the same text:
 *
 *   payload   for each change, in order: op, object, record, before, after, each as `<length>:<text>`, or `-` for null.
 *             Lengths count UTF-16 code units.
 *   digest    sha256(salt || payload): salt is 32 hex digits.
 *   hash      sha256(previous || header || digest): previous and digest are 64 hex digits each.
 *   genesis   sha256('objectos.journal/1 ' || epoch).
 *
 * Hashes are lower-case hex. The header is stored as the text that was hashed and never built again.
 */

const saltBytes = 16;
const format = 'objectos.journal/1';

/** Who changed something, when and through what: the header of an entry. */
export interface JournalHeader {
  readonly seq: number;
  readonly epoch: string;
  readonly tenant: string;
  /** UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  readonly at: string;
  readonly principal: string;
  /** Agents and services that acted for the principal, the nearest to the wire last. */
  readonly actors: readonly string[];
  readonly onBehalfOf: string | null;
  readonly surface: string;
  readonly operation: string;
  readonly requestId: string;
  /** Digest of the metadata under which it was decided. */
  readonly version: string;
}

/** The header of an entry as JSON text, keys in the order of `JournalHeader`. */
export function headerText(seq: number, epoch: string, scope: WriteScope): string {
  const actors = scope.actors.length === 0 ? '' : scope.actors.map(quoted).join(',');
  const onBehalfOf = scope.onBehalfOf === null ? 'null' : quoted(scope.onBehalfOf);
  return `{"seq":${seq},"epoch":${quoted(epoch)},"tenant":${quoted(scope.tenant)},"at":"${isoTime(scope.time)}","principal":${quoted(scope.principal.id)},` +
    `"actors":[${actors}],"onBehalfOf":${onBehalfOf},"surface":${quoted(scope.surface)},"operation":${quoted(scope.operation)},` +
    `"requestId":${quoted(scope.requestId)},"version":${quoted(scope.version)}}`;
}

/** The header as an object; undefined where the text is none (somebody changed it). */
export function parseHeader(text: string): JournalHeader | undefined {
  try {
    const header = JSON.parse(text) as JournalHeader | null;
    return typeof header === 'object' && header !== null && Number.isSafeInteger(header.seq) && typeof header.epoch === 'string' ? header : undefined;
  } catch {
    return undefined;
  }
}

export function payloadText(changes: readonly JournalChange[]): string {
  let text = '';
  for (const { op, object, record, before, after } of changes) {
    text += `${op.length}:${op}${object.length}:${object}${record.length}:${record}${sized(before)}${sized(after)}`;
  }
  return text;
}

export function newSalt(host: Host): string {
  return host.randomHex(saltBytes);
}

export function digestOfPayload(host: Host, salt: string, changes: readonly JournalChange[]): string {
  return host.sha256(salt + payloadText(changes));
}

export function hashOfEntry(host: Host, previous: string, header: string, digest: string): string {
  return host.sha256(previous + header + digest);
}

/** The hash that the first entry of an epoch rests on. */
export function genesisOf(host: Host, epoch: string): string {
  return host.sha256(`${format} ${epoch}`);
}

function sized(text: string | null): string {
  return text === null ? '-' : `${text.length}:${text}`;
}

/** JSON text of a string. Ids and names need no escapes, and finding that out is cheaper than asking `JSON.stringify`. */
function quoted(text: string): string {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return JSON.stringify(text);
  }
  return `"${text}"`;
}

let lastTime = Number.NaN;
let lastText = '';

/** Calls of one millisecond share the text: formatting costs more than a hash. */
function isoTime(time: number): string {
  if (time !== lastTime) {
    lastText = new Date(time).toISOString();
    lastTime = time;
  }
  return lastText;
}
