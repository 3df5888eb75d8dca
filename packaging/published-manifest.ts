import type { Manifest } from './workspace-package.ts';

/** Where an export leads once compiled. */
interface CompiledExport {
  readonly types: string;
  readonly default: string;
}

export type PublishedManifest = Omit<Manifest, 'private' | 'exports' | 'devDependencies' | 'scripts'> & {
  readonly exports: Readonly<Record<string, CompiledExport | string>>;
};

interface Needs {
  /** It imports what only Node has. */
  readonly needsNode?: boolean;
  /** Packages with their versions that its contract suites take, for who runs those. */
  readonly peers?: Readonly<Record<string, string>>;
}

/**
 * The `package.json` that is packed. In the workspace exports lead to TypeScript, which Node runs as it is; below `node_modules`
 * it refuses to, so that here they lead to what was compiled from it. What only the workspace needs is left out.
 */
export function publishedManifest(manifest: Manifest, { needsNode = false, peers = {} }: Needs = {}): PublishedManifest {
  const { private: _, devDependencies: __, scripts: ___, exports, ...kept } = manifest;
  const optional = Object.fromEntries(Object.keys(peers).map((name) => [name, { optional: true }]));
  return {
    ...kept,
    exports: { ...Object.fromEntries(Object.entries(exports).map(([entry, source]) => [entry, compiledExport(source)])), './package.json': './package.json' },
    files: ['dist', ...manifest.files ?? [], ...Object.values(manifest.bin ?? {})],
    ...(Object.keys(peers).length === 0 ? {} : {
      peerDependencies: { ...manifest.peerDependencies, ...peers },
      peerDependenciesMeta: { ...manifest.peerDependenciesMeta, ...optional },
    }),
    ...(needsNode ? { engines: { node: '>=24' } } : {}),
  };
}

function compiledExport(source: string): CompiledExport {
  const compiled = /^\.\/src\/(?<module>.+)\.tsx?$/u.exec(source)?.groups?.['module'];
  if (compiled === undefined) throw new Error(`The export "${source}" is no TypeScript file of src/.`);
  return { types: `./dist/${compiled}.d.ts`, default: `./dist/${compiled}.js` };
}
