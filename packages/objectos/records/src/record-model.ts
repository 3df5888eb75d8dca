import { createPlanner } from '@objectql/engine';
import type { Planner } from '@objectql/engine';
import type { Rights } from '@objectql/expression';
import { descriptorsOf } from '@objectql/metadata';
import type { MetadataReader, ObjectDescriptor } from '@objectql/metadata';
import { CallerView } from './caller-view.ts';
import { RecordShape } from './record-shape.ts';

/**
 * Everything that follows from one metadata version and is needed to read and write its records: compiled on first use and
 * kept as long as the snapshot lives. Nothing here is done per call.
 */
export class RecordModel {
  readonly objects: ReadonlyMap<string, ObjectDescriptor>;
  readonly planner: Planner;
  readonly #reader: MetadataReader;
  readonly #shapes = new Map<string, RecordShape>();
  readonly #callers = new WeakMap<Rights, CallerView>();

  constructor(reader: MetadataReader) {
    this.#reader = reader;
    this.objects = descriptorsOf(reader, 'object');
    this.planner = createPlanner(this.objects);
  }

  /** Undefined: no such object is loaded. */
  shape(object: string): RecordShape | undefined {
    let shape = this.#shapes.get(object);
    if (shape !== undefined) return shape;
    const descriptor = this.objects.get(object);
    if (descriptor === undefined) return undefined;
    shape = new RecordShape(descriptor, this.objects, this.#stateOf(object));
    this.#shapes.set(object, shape);
    return shape;
  }

  caller(rights: Rights): CallerView {
    let caller = this.#callers.get(rights);
    if (caller === undefined) this.#callers.set(rights, (caller = new CallerView(this, rights)));
    return caller;
  }

  #stateOf(object: string): RecordShape['state'] {
    const flow = [...descriptorsOf(this.#reader, 'flow').values()].find((each) => each.object === object);
    return flow && { field: flow.field, flow: flow.name, initialState: flow.initialState };
  }
}

const models = new WeakMap<MetadataReader, RecordModel>();

/** The model of this metadata version. */
export function modelOf(reader: MetadataReader): RecordModel {
  let model = models.get(reader);
  if (model === undefined) models.set(reader, (model = new RecordModel(reader)));
  return model;
}
