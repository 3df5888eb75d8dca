import type { InputIssue } from '@objectos/kernel';
import type { Rejection, RowView, Unit, Write, WriteScope } from '@objectql/engine';
import type { Related } from '@objectql/expression';
import type { Json, Key, Row } from '@objectql/metadata';
import { referenceIssues } from './admit-references.ts';
import type { CallerView, ObjectView } from './caller-view.ts';
import type { CompiledAccess } from './compiled-access.ts';
import { fault, messageOf, recordNotFound, reject, rejectAll } from './errors.ts';
import { stateField, unknownField } from './record-validator.ts';
import type { Authority, Draft, DraftWrite } from './record-work.ts';
import { UnitView } from './unit-view.ts';

type WriteOf<O extends Write['op']> = Extract<Write, { op: O }>;

/**
 * Stage 6: every write of a draft against the caller's rights or the operation's authority, references through the caller's
 * view, and the validation rules on the rows as the unit leaves them. What may not be done refuses at once; what is wrong is
 * collected, so that all of it is told. Pure: made anew each time a decision is taken.
 */
export class Admission {
  readonly view: UnitView;
  readonly #caller: CallerView;
  readonly #scope: WriteScope;
  readonly #issues: InputIssue[] = [];
  readonly #several: boolean;
  readonly #related: Related;
  /** What the last write makes of its record. */
  #after: { readonly key: Key; row(): Row | null } | undefined;

  constructor(caller: CallerView, scope: WriteScope, { view, writes }: { view: RowView; writes: number }) {
    this.view = new UnitView(view);
    this.#caller = caller;
    this.#scope = scope;
    this.#several = writes > 1;
    this.#related = (object, id) => this.view.get({ object, id });
  }

  admit({ writes, checks }: Draft): Unit | Rejection {
    const admitted: Write[] = [];
    for (const each of writes) {
      const write = this.#admitWrite(each);
      if ('code' in write) return write;
      admitted.push(write);
    }
    const [first, ...rest] = this.#issues;
    return first === undefined ? { writes: admitted, checks } : rejectAll([first, ...rest]);
  }

  /** The record as the admitted writes leave it, but for numbers that the store gives itself; null where it is gone. */
  after(key: Key): Row | null {
    return this.#after !== undefined && this.#after.key.id === key.id && this.#after.key.object === key.object ? this.#after.row() : this.view.get(key);
  }

  #admitWrite({ write, authority }: DraftWrite): Write | Rejection {
    const { object } = write.key;
    const view = this.#caller.object(object);
    if (view === undefined) throw fault('OBJECT_NOT_LOADED', { object, operation: this.#scope.operation });
    switch (write.op) {
      case 'insert': return this.#insert(write, view, authority);
      case 'update': return this.#update(write, view, authority);
      case 'add': return this.#add(write, authority);
      case 'delete': break;
    }
    return this.#delete(write, view, authority);
  }

  #insert({ key, row: given, fresh = false }: WriteOf<'insert'>, view: ObjectView, authority: Authority): Write | Rejection {
    const { shape } = view;
    const row = shape.complete(given, { id: key.id, ...this.#stamp() });
    if (authority === 'caller') {
      const access = view.access('create');
      if (access === null) return reject('FORBIDDEN', `create records of ${key.object}`);
      this.#refuseFields(given, view, access);
      if (access.rows !== null && !this.#holds(access.rows, row)) return reject('FORBIDDEN_CHANGE', key.object);
      this.#judgeMasks(given, access, row);
    } else this.#requireDeclared(key, given, authority);
    for (const name of shape.required) if (row[name] === null) this.#issue(name, 'FIELD_REQUIRED', name);
    if (shape.lookups.length > 0) this.#judgeReferences(view, { authority, before: null, given: row });
    if (shape.rules.length > 0) this.#judgeRules(view, row);
    this.#written(key, () => row);
    return { op: 'insert', key, row, fresh };
  }

  #update(write: WriteOf<'update'>, view: ObjectView, authority: Authority): Write | Rejection {
    const { key, set } = write;
    const before = this.view.get(key);
    if (before === null) return recordNotFound(key.object);
    const access = authority === 'caller' ? this.#writable(view, before, 'update') : null;
    if (access !== null && 'code' in access) return access;
    const { shape } = view;
    const needsAfter = (access !== null && access.rows !== null) || shape.rules.length > 0;
    const after = needsAfter ? this.#updated(before, set) : before;
    if (access !== null) {
      this.#refuseFields(set, view, access);
      this.#judgeMasks(set, access, before);
      if (access.rows !== null && !this.#holds(access.rows, after)) return reject('FORBIDDEN_CHANGE', key.object);
    } else if (authority !== 'caller') this.#requireDeclared(key, set, authority);
    for (const name of shape.required) if (set[name] === null) this.#issue(name, 'FIELD_REQUIRED', name);
    if (shape.lookups.length > 0) this.#judgeReferences(view, { authority, before, given: set });
    if (shape.rules.length > 0) this.#judgeRules(view, after);
    this.#written(key, () => (needsAfter ? after : this.#updated(before, set)));
    return write;
  }

  /** Sums are kept by operations, never by a caller's own right to write. */
  #add(write: WriteOf<'add'>, authority: Authority): Write | Rejection {
    if (authority === 'caller') return reject('FORBIDDEN', `add to records of ${write.key.object}`);
    this.#requireDeclared(write.key, write.add, authority);
    return write;
  }

  #delete(write: WriteOf<'delete'>, view: ObjectView, authority: Authority): Write | Rejection {
    const before = this.view.get(write.key);
    if (before === null) return recordNotFound(write.key.object);
    const access = authority === 'caller' ? this.#writable(view, before, 'delete') : null;
    if (access !== null && 'code' in access) return access;
    this.#written(write.key, () => null);
    return write;
  }

  /** The caller's right to do this with the record as it is. One that he cannot read does not exist, whatever else he may do. */
  #writable(view: ObjectView, before: Row, verb: 'update' | 'delete'): CompiledAccess | Rejection {
    const { name } = view.shape.object;
    const { read } = view;
    if (read === null || (read.rows !== null && !this.#holds(read.rows, before))) return recordNotFound(name);
    const access = view.access(verb);
    if (access === null || (access.rows !== null && !this.#holds(access.rows, before))) return reject('FORBIDDEN', `${verb} this record of ${name}`);
    return access;
  }

  /** Fields outside the access: validators refuse them first, but a draft need not come from one. */
  #refuseFields(given: Row, { shape, read }: ObjectView, { access }: CompiledAccess): void {
    for (const name in given) {
      if (access.fields.has(name) && name !== shape.state?.field) continue;
      const isState = name === shape.state?.field && read?.access.fields.has(name) === true;
      this.#issues.push(isState ? stateField(name, shape.state.flow) : unknownField(name, shape.object.name, access.fields.keys()));
    }
  }

  /** Every given field, changed or not: that an equal value passes would tell what a hidden field holds. */
  #judgeMasks(given: Row, { masks }: CompiledAccess, row: Row): void {
    if (masks.size === 0) return;
    for (const name in given) {
      const mask = masks.get(name);
      if (mask !== undefined && !this.#holds(mask, row)) this.#issue(name, 'FIELD_FORBIDDEN', name);
    }
  }

  #requireDeclared({ object }: Key, given: Readonly<Record<string, Json>>, { operation, fields }: Exclude<Authority, 'caller'>): void {
    for (const field in given) if (!fields.includes(field)) throw fault('AUTHORITY_EXCEEDED', { operation, object, field });
  }

  #judgeReferences(view: ObjectView, change: { authority: Authority; before: Row | null; given: Row }): void {
    const system = change.authority !== 'caller' && change.authority.references === 'system';
    this.#issues.push(...referenceIssues({
      lookups: view.shape.lookups,
      before: change.before,
      given: change.given,
      find: (object, id) => this.view.get({ object, id }),
      isReadable: (object, row) => system || this.#isReadable(object, row),
      isLoaded: (object) => this.#caller.object(object) !== undefined,
    }));
  }

  #isReadable(object: string, row: Row): boolean {
    const read = this.#caller.object(object)?.read ?? null;
    return read !== null && (read.rows === null || this.#holds(read.rows, row));
  }

  #judgeRules({ shape, read }: ObjectView, after: Row): void {
    for (const { rule: { message, field }, holds } of shape.rules) {
      if (this.#holds(holds, after)) continue;
      const path = field !== undefined && read?.access.fields.has(field) === true ? field : '';
      this.#issues.push({ path, code: 'RULE_VIOLATED', message });
    }
  }

  #holds(predicate: NonNullable<CompiledAccess['rows']>, row: Row): boolean {
    return predicate(row, this.#scope.principal, [], this.#related);
  }

  #issue(path: string, code: 'FIELD_FORBIDDEN' | 'FIELD_REQUIRED', what: string): void {
    this.#issues.push({ path, code, message: messageOf(code, what) });
  }

  /** Later writes of the unit see it; a unit of one write is spared the row unless its answer asks for it. */
  #written(key: Key, row: () => Row | null): void {
    if (this.#several) this.view.write(key, row());
    else this.#after = { key, row };
  }

  /** Values equal to what is there are no change, and then the store makes none. */
  #updated(before: Row, set: Row): Row {
    if (Object.entries(set).every(([name, value]) => isSame(value, before[name] ?? null))) return before;
    const { at, by } = this.#stamp();
    return { ...before, ...set, updatedAt: at, updatedBy: by, revision: Number(before['revision']) + 1 };
  }

  #stamp(): { at: string; by: string } {
    return { at: isoTime(this.#scope.time), by: this.#scope.principal.id };
  }
}

let lastTime = Number.NaN;
let lastText = '';

/** Calls of one millisecond share the text: formatting it costs as much as judging the write. */
function isoTime(time: number): string {
  if (time !== lastTime) {
    lastText = new Date(time).toISOString();
    lastTime = time;
  }
  return lastText;
}

function isSame(a: Json, b: Json): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
