import type { AccessRecorder, AnyOperation, Call, Context, Fault, Platform } from '@objectos/kernel';
import type { Stores } from '@objectql/engine';
import { AccessBuffer } from './access-buffer.ts';
import type { AccessNote } from './access-buffer.ts';
import { AccessChain } from './access-chain.ts';

/** How long events wait for others. The timer runs only while something waits. */
const batchMilliseconds = 20;
/** Tenants whose chain tail is remembered; the tail of another is looked for again. */
const mostChains = 1000;

type ReadAudit = 'none' | 'agents' | 'all';

/**
 * Writes denials, and reads where the object asks for it (`audit.reads`), to the access stream. A call only adds to a
 * counter in memory: batches are written 20 ms after their first event, one at a time per store, and never inside a call. A
 * batch that cannot be written is counted as dropped in the next one.
 */
export class BatchingAccessRecorder implements AccessRecorder {
  readonly #stores: Stores;
  readonly #platform: Platform;
  readonly #buffers = new Map<string, AccessBuffer>();
  readonly #chains = new Map<string, AccessChain>();
  readonly #audits = new WeakMap<AnyOperation, ReadAudit>();
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(stores: Stores, platform: Platform) {
    this.#stores = stores;
    this.#platform = platform;
  }

  denied(operation: string, context: Context, fault: Fault): void {
    this.#add(context, noteOf('denied', operation, context, { code: fault.code, id: undefined }));
  }

  read(call: Call): void {
    const { operation, context } = call;
    const audit = this.#auditOf(call);
    if (audit === 'none' || (audit === 'agents' && context.actors.length === 0)) return;
    this.#add(context, noteOf('read', operation.name, context, { code: undefined, id: aboutOf(call) }));
  }

  /** Writes what waits. Resolves when it is written or given up. */
  flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#writing = this.#writeAfter(this.#writing);
    return this.#writing;
  }

  #add(context: Context, note: AccessNote): void {
    let buffer = this.#buffers.get(context.tenant);
    if (buffer === undefined) {
      buffer = new AccessBuffer();
      this.#buffers.set(context.tenant, buffer);
    }
    buffer.add(note);
    this.#cancelTimer ??= this.#platform.timer(batchMilliseconds, () => void this.flush());
  }

  async #writeAfter(before: Promise<void>): Promise<void> {
    await before;
    const waiting = [...this.#buffers];
    this.#buffers.clear();
    for (const [tenant, buffer] of waiting) {
      const { text, events } = buffer.take();
      try {
        await (await this.#chainOf(tenant)).append(text);
      } catch (error) {
        this.#chains.delete(tenant);
        this.#keepCount(tenant, events);
        this.#platform.log('error', `${events} denials or reads of tenant ${tenant} could not be written to the access stream.`, error);
      }
    }
  }

  /** Tells of lost events with the next batch, and does not start one for them. */
  #keepCount(tenant: string, events: number): void {
    const next = this.#buffers.get(tenant) ?? new AccessBuffer();
    next.addDropped(events);
    this.#buffers.set(tenant, next);
  }

  async #chainOf(tenant: string): Promise<AccessChain> {
    const known = this.#chains.get(tenant);
    if (known !== undefined) return known;
    const chain = new AccessChain(await this.#stores.of(tenant), this.#platform);
    const [oldest] = this.#chains.keys();
    if (this.#chains.size >= mostChains && oldest !== undefined) this.#chains.delete(oldest);
    this.#chains.set(tenant, chain);
    return chain;
  }

  /** What the operation's object, or subject, says of reads; operations of one that says nothing are not recorded. */
  #auditOf({ operation, snapshot }: Call): ReadAudit {
    const known = this.#audits.get(operation);
    if (known !== undefined) return known;
    const name = operation.grant?.object ?? '';
    const audit = readAuditOf(snapshot.metadata('object').get(name) ?? snapshot.metadata('subject').get(name));
    this.#audits.set(operation, audit);
    return audit;
  }
}

function noteOf(kind: 'denied' | 'read', operation: string, context: Context, about: { code: string | undefined; id: string | undefined }): AccessNote {
  const { principal, actors, onBehalfOf, surface, requestId, time } = context;
  const note = { kind, operation, principal: principal.id, actors, onBehalfOf, surface, requestId, time, id: about.id };
  return about.code === undefined ? note : { ...note, code: about.code };
}

/** The record that was read, or what the operation says that it was asked about. */
function aboutOf({ operation, input }: Call): string | undefined {
  return operation.about?.(input) ?? (operation.target === 'record' ? idIn(input) : undefined);
}

function idIn(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || !('id' in input)) return undefined;
  return typeof input.id === 'string' ? input.id : undefined;
}

/** The journal knows no metadata: of an object descriptor it reads this one word. */
function readAuditOf(object: unknown): ReadAudit {
  const { audit } = (object ?? {}) as { readonly audit?: { readonly reads?: ReadAudit } };
  return audit?.reads ?? 'none';
}
