import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

type Attributes = Readonly<Record<string, string>>;
type Import = (specifier: string, attributes: Attributes) => Promise<Readonly<Record<string, unknown>>>;

/** By importer's folder, specifier and attributes. Never more than an app's code names. */
const known = new Map<string, Promise<vm.Module>>();

/** What a module of the app imports from outside of it, such as a package: the one that Node's loader has, for everybody. */
export function importOutside(importer: string, specifier: string, attributes: Attributes = {}): Promise<vm.Module> {
  const folder = dirname(fileURLToPath(importer));
  const key = JSON.stringify([folder, specifier, attributes]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const importing = mirrored(importer, specifier, attributes);
  known.set(key, importing);
  importing.catch(() => known.delete(key));
  return importing;
}

async function mirrored(importer: string, specifier: string, attributes: Attributes): Promise<vm.Module> {
  const exported = await nativeImport(importer)(specifier, attributes);
  const names = Object.keys(exported);
  const module: vm.SyntheticModule = new vm.SyntheticModule(names, () => {
    for (const name of names) module.setExport(name, exported[name]);
  }, { identifier: specifier });
  await module.link(() => Promise.reject(new TypeError('it imports nothing')));
  await module.evaluate();
  return module;
}

/** `import()` as it would be in the importer's place. */
function nativeImport(importer: string): Import {
  return vm.runInThisContext('(specifier, attributes) => import(specifier, { with: attributes })', {
    filename: fileURLToPath(importer),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as Import;
}
