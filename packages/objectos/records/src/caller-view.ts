import type { Validator } from '@objectos/kernel';
import { rowCutter, rowRenderer } from '@objectql/engine';
import type { RowCutter, RowRenderer } from '@objectql/engine';
import { lookupsOf } from '@objectql/expression';
import type { Rights } from '@objectql/expression';
import { compileAccess } from './compiled-access.ts';
import type { CompiledAccess } from './compiled-access.ts';
import type { RecordModel } from './record-model.ts';
import type { RecordShape } from './record-shape.ts';
import { recordValidator } from './record-validator.ts';
import type { RecordInput, WriteVerb } from './record-validator.ts';

/** What one set of rights makes of one object: closures and validators, compiled on first use. */
export class ObjectView {
  readonly shape: RecordShape;
  readonly #model: RecordModel;
  readonly #rights: Rights;
  readonly #accesses = new Map<string, CompiledAccess | null>();
  readonly #validators = new Map<WriteVerb, Validator<RecordInput>>();
  #renderer: AnswerRenderer | null | undefined;

  constructor(model: RecordModel, rights: Rights, shape: RecordShape) {
    this.#model = model;
    this.#rights = rights;
    this.shape = shape;
  }

  get read(): CompiledAccess | null {
    return this.access('read');
  }

  /** Null: the caller may not do this with any record. */
  access(verb: string): CompiledAccess | null {
    let access = this.#accesses.get(verb);
    if (access === undefined) {
      const granted = this.#rights.of(this.shape.object.name, verb);
      access = granted === undefined ? null : compileAccess(granted);
      this.#accesses.set(verb, access);
    }
    return access;
  }

  /** Checks the input of a create or update. */
  validator(verb: WriteVerb): Validator<RecordInput> {
    let validator = this.#validators.get(verb);
    if (validator === undefined) {
      const { object, state } = this.shape;
      const access = this.access(verb)?.access ?? { object: object.name, verb, rows: noRows, fields: new Map() };
      validator = recordValidator(object, verb, access, { read: this.read?.access, state, isLoaded: (name) => this.#model.objects.has(name) });
      this.#validators.set(verb, validator);
    }
    return validator;
  }

  /** Renders a record that was just written as a read would answer it; null where the caller reads nothing of the object. */
  get renderer(): AnswerRenderer | null {
    if (this.#renderer === undefined) {
      const columns = this.#model.planner.columns(this.#rights, this.shape.object.name);
      const reads = this.read === null ? [] : lookupsOf(this.read.access.rows);
      this.#renderer = columns === null ? null : {
        render: rowRenderer(columns),
        cut: rowCutter(this.shape.object, columns),
        readsOthers: reads.length > 0 || columns.some(({ target, mask }) => target !== undefined || lookupsOf(mask).length > 0),
      };
    }
    return this.#renderer;
  }
}

export interface AnswerRenderer {
  readonly render: RowRenderer;
  /** Where the answer is a part of the row's JSON text: null where it never is. */
  readonly cut: RowCutter | null;
  /** Whether the answer depends on records that this one refers to. */
  readonly readsOthers: boolean;
}

const noRows = { kind: 'literal', type: 'boolean', value: false } as const;

/** What one set of rights makes of one metadata version. */
export class CallerView {
  readonly rights: Rights;
  readonly #model: RecordModel;
  readonly #views = new Map<string, ObjectView>();

  constructor(model: RecordModel, rights: Rights) {
    this.#model = model;
    this.rights = rights;
  }

  /** Undefined: no such object is loaded. */
  object(name: string): ObjectView | undefined {
    let view = this.#views.get(name);
    if (view !== undefined) return view;
    const shape = this.#model.shape(name);
    if (shape === undefined) return undefined;
    view = new ObjectView(this.#model, this.rights, shape);
    this.#views.set(name, view);
    return view;
  }
}
