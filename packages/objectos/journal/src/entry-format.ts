import { jsonText } from '@objectql/engine';
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
  const { place, who, version } = constantText(epoch, scope);
  return `{"seq":${seq}${place}${isoTime(scope.time)}${who}${jsonText(scope.requestId)}${version}`;
}

/** What lies between sequence, time and request: the same for every call that one principal makes of one operation. */
interface ConstantText {
  readonly epoch: string;
  readonly scope: WriteScope;
  readonly place: string;
  readonly who: string;
  readonly version: string;
}

/** Of each principal the last that was needed: identity keeps one object per live principal. */
const constantTexts = new WeakMap<WriteScope['principal'], ConstantText>();

function constantText(epoch: string, scope: WriteScope): ConstantText {
  const known = constantTexts.get(scope.principal);
  if (known !== undefined && known.epoch === epoch && sayTheSame(known.scope, scope)) return known;
  const { tenant, principal, actors, onBehalfOf, surface, operation, version } = scope;
  const text: ConstantText = {
    epoch, scope,
    place: `,"epoch":${jsonText(epoch)},"tenant":${jsonText(tenant)},"at":"`,
    who: `","principal":${jsonText(principal.id)},"actors":[${actors.map(jsonText).join(',')}],"onBehalfOf":${onBehalfOf === null ? 'null' : jsonText(onBehalfOf)},` +
      `"surface":${jsonText(surface)},"operation":${jsonText(operation)},"requestId":`,
    version: `,"version":${jsonText(version)}}`,
  };
  constantTexts.set(principal, text);
  return text;
}

/** Every part of a scope that stands in a header but time and request, for one principal. */
function sayTheSame(a: WriteScope, b: WriteScope): boolean {
  return a.operation === b.operation && a.actors === b.actors && a.onBehalfOf === b.onBehalfOf && a.surface === b.surface && a.tenant === b.tenant && a.version === b.version;
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
