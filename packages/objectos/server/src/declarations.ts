import type { ActionDescriptor, FieldDescriptor, FlowDescriptor, ObjectDescriptor, PluginDescriptor } from '@objectql/metadata';

/**
 * The TypeScript declarations of an app's metadata, wherever it was written: `createClient<App>` with them knows the objects,
 * fields, flow events and actions of YAML, JSON and imported packages, and the objects that the runtime itself brings. The
 * same metadata gives the same text.
 */
export function declarationsOf(plugins: readonly PluginDescriptor[], runtimeObjects: readonly ObjectDescriptor[] = []): string {
  const objects = [...runtimeObjects.filter(({ internal }) => internal !== true), ...plugins.flatMap((plugin) => plugin.objects)].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const flows = plugins.flatMap((plugin) => plugin.flows);
  const actions = plugins.flatMap((plugin) => plugin.actions);
  const shapes = objects.map((object) => shapeOf(object, flows.filter((flow) => flow.object === object.name), actions.filter((action) => action.object === object.name)));
  return [
    '// Written by "objectos types" from the metadata of the app; do not edit.',
    '// oxlint-disable max-lines -- as long as there are fields',
    `import type { ${['App as TypedApp', ...imported(shapes), 'SystemRecord'].join(', ')} } from '@objectql/metadata';`,
    '',
    '/** For createClient<App>({ url, token }). */',
    'export type App = TypedApp<{',
    ...shapes,
    '}>;',
    '',
  ].join('\n');
}

/** Which of the types that not every app needs are in the text. */
function imported(shapes: readonly string[]): readonly string[] {
  return ['EventInput', 'NoInput'].filter((type) => shapes.some((shape) => shape.includes(`: ${type};`)));
}

function shapeOf(object: ObjectDescriptor, flows: readonly FlowDescriptor[], actions: readonly ActionDescriptor[]): string {
  const states = new Set(flows.map(({ field }) => field));
  const fields = Object.entries(object.fields);
  const given = fields.filter(([name, field]) => field.readOnly !== true && field.type !== 'autonumber' && !states.has(name));
  const events = new Set(flows.flatMap((flow) => Object.values(flow.states).flatMap((state) => Object.keys(state.on))));
  return [
    `  readonly ${object.name}: {`,
    `    readonly record: SystemRecord & {${members(fields.map(([name, field]) => `readonly ${name}: ${valueType(field)}`))}};`,
    `    readonly create: {${members(['readonly id?: string', ...given.map(([name, field]) => `readonly ${name}${mustBeGiven(field) ? '' : '?'}: ${inputType(field)}`)])}};`,
    `    readonly changes: {${members(given.map(([name, field]) => `readonly ${name}?: ${inputType(field)}`))}};`,
    `    readonly lookups: {${members(fields.flatMap(([name, field]) => (field.type === 'lookup' ? [`readonly ${name}: '${field.object}'`] : [])))}};`,
    `    readonly events: {${members([...events].toSorted().map((event) => `readonly ${event}: EventInput`))}};`,
    `    readonly actions: {${members(actions.map(actionMember))}};`,
    '  };',
  ].join('\n');
}

function members(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${lines.map((line) => `      ${line};`).join('\n')}\n    `;
}

function actionMember({ name, input }: ActionDescriptor): string {
  const fields = Object.entries(input).map(([field, descriptor]) => `readonly ${field}${mustBeGiven(descriptor) ? '' : '?'}: ${inputType(descriptor)}`);
  return `readonly ${name}: ${fields.length === 0 ? 'NoInput' : `{ ${fields.join('; ')} }`}`;
}

function mustBeGiven(field: FieldDescriptor): boolean {
  return field.required === true && field.default === undefined;
}

function valueType(field: FieldDescriptor): string {
  const type = baseType(field, 'string');
  return field.required === true || field.type === 'autonumber' || type === 'unknown' ? type : `${type} | null`;
}

function inputType(field: FieldDescriptor): string {
  const type = baseType(field, 'string | number');
  return field.required === true || type === 'unknown' ? type : `${type} | null`;
}

function baseType(field: FieldDescriptor, decimal: string): string {
  if (field.type === 'decimal' || field.type === 'money') return decimal;
  if (field.type === 'select') return union(field.options);
  if (field.type === 'multiSelect') return `readonly (${field.options === undefined ? 'string' : union(field.options)})[]`;
  return plainTypes[field.type] ?? 'string';
}

/** Types whose values are no text in JSON. */
const plainTypes: Readonly<Partial<Record<FieldDescriptor['type'], string>>> = { integer: 'number', boolean: 'boolean', json: 'unknown' };

function union(options: readonly { readonly value: string }[]): string {
  return options.map(({ value }) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`).join(' | ');
}
