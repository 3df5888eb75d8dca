import type { Findings } from './findings.ts';
import { ownedIn, runtimeName } from './loaded-set.ts';
import type { LoadedSet, Owned } from './loaded-set.ts';
import { suggestion } from './nearest-name.ts';
import type { ObjectDescriptor } from './object-descriptor.ts';
import type { PluginDescriptor } from './plugin-descriptor.ts';
import type { Source } from './source.ts';

/** Objects and actions whose names, plurals or ids meet, and lookups to objects that are not loaded. */
export function checkObjectSet(plugins: readonly PluginDescriptor[], loaded: LoadedSet, findings: Findings): void {
  const objects = ownedIn(plugins, 'objects');
  const runtime = [...loaded.objects.values()].filter(({ value }) => !objects.some((own) => own.value === value));
  claimNames([...runtime, ...objects], { what: 'object', nameOf: ({ name }) => name, findings });
  const distinct = objects.filter(({ value }, at) => objects.findIndex((other) => other.value.name === value.name) === at);
  claimNames([...runtime, ...distinct], { what: 'plural', nameOf: ({ plural }) => plural, findings });
  claimNames([...runtime, ...distinct], { what: 'object id', nameOf: ({ id }) => id, findings });
  claimNames(ownedIn(plugins, 'flows'), { what: 'flow', nameOf: ({ name }) => name, findings });
  checkWords([...runtime, ...distinct], loaded, findings);
  for (const { value } of objects) checkLookups(value, loaded.objects, findings);
}

/** A permission names an object by its plural or its name, so no word may mean two things. */
function checkWords(objects: readonly Owned<ObjectDescriptor>[], { objects: named, subjects }: LoadedSet, findings: Findings): void {
  for (const { plugin, value } of objects) {
    const { name, plural, source = { file: plugin } } = value;
    const other = plural === name ? undefined : named.get(plural);
    const reserved = [name, plural].find((word) => subjects.has(word));
    if (other !== undefined) {
      const ofRuntime = plugin === runtimeName;
      findings.faultAt(ofRuntime ? (other.value.source ?? { file: other.plugin }) : source, 'METADATA_AMBIGUOUS', `The plural of object "${name}" is the name of object "${plural}", so permissions that speak of "${plural}" could mean either.`,
        ofRuntime ? `The runtime has "${name}": choose another name than "${plural}".` : `Say another "plural:" of "${name}".`);
    }
    if (reserved !== undefined) findings.faultAt(source, 'METADATA_AMBIGUOUS', `Object "${name}" is called "${reserved}", as is what permissions such as "${subjects.get(reserved)?.[0]}:${reserved}" speak of.`, reserved === name ? 'Choose another name.' : `Say another "plural:" of "${name}".`);
  }
}

interface Claim<T> {
  readonly what: string;
  readonly nameOf: (value: T) => string;
  readonly findings: Findings;
}

/** Each name belongs to the first who brings it; a second is a fault that names both plugins. */
export function claimNames<T extends { readonly source?: Source }>(all: readonly Owned<T>[], { what, nameOf, findings }: Claim<T>): void {
  const owners = new Map<string, string>();
  for (const { plugin, value } of all) {
    const name = nameOf(value);
    const first = owners.get(name);
    if (first === undefined) {
      owners.set(name, plugin);
      continue;
    }
    const whose = first === plugin ? `Plugin "${plugin}" brings ${what} "${name}" twice.` : `Plugins "${first}" and "${plugin}" both bring ${what} "${name}".`;
    findings.faultAt(value.source ?? { file: plugin }, 'METADATA_DUPLICATE_NAME', whose, 'Rename one, or load one of them.');
  }
}

/** A lookup needs its target, unless it says that it can do without. */
export function checkLookups(object: ObjectDescriptor, objects: ReadonlyMap<string, unknown>, findings: Findings): void {
  for (const [name, field] of Object.entries(object.fields)) {
    if (field.type !== 'lookup' || field.optional === true || objects.has(field.object)) continue;
    const hint = suggestion(field.object, objects.keys()) ?? `Load the plugin that brings "${field.object}", or make the lookup optional.`;
    const source = field.source ?? object.source ?? { file: `object ${object.name}`, path: `fields.${name}` };
    findings.faultAt(source, 'METADATA_REFERENCE', `Field ${object.name}.${name} refers to object "${field.object}", which is not loaded.`, hint);
  }
}
