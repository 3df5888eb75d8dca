import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild-wasm';
import type { BuildOptions } from 'esbuild-wasm';

const root = `${import.meta.dirname}/../..`;

export interface Bundle {
  readonly text: string;
  /** Bytes after gzip. */
  readonly gzipped: number;
  /** The files that are in it, from the root of the repository. */
  readonly inputs: readonly string[];
}

/** What a bundler makes for browsers of `source`, a module that stands in this folder. */
export async function bundleOf(source: string, options: BuildOptions = {}): Promise<Bundle> {
  const { outputFiles = [], metafile } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    absWorkingDir: root, bundle: true, minify: true, write: false, metafile: true, format: 'esm', platform: 'browser', target: 'es2022', legalComments: 'none', ...options,
  });
  const [{ text, contents } = assert.fail('nothing was built')] = outputFiles;
  const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) => Object.entries(output.inputs)).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  return { text, gzipped: gzipSync(contents, { level: 9 }).length, inputs };
}
