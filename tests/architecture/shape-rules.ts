import { posix } from 'node:path';
import type { Rule } from './rule.ts';
import type { SourceFile } from './source-file.ts';
import { errorReferencePath } from './workspace.ts';
import type { Workspace } from './workspace.ts';

/** What a name must not be, as a whole word of a file or folder: it says where code was put and not what it is. */
const vagueName = /(?:^|-)(?:utils?|helpers?|common|misc|managers?)(?:-|$)|^types?$/u;

const kernelLines = 2_000;

/** How long things may grow: the most for one, and the length that only one in `of` may pass. */
const fileLength = { most: 500, usual: 400, of: 20 };
const functionLength = { most: 100, usual: 50, of: 100 };

/** What a package looks like: sizes, names, its one door, its errors. */
export const shapeRules: readonly Rule[] = [
  {
    states: `the kernel stays under ${kernelLines} lines`,
    *breaches({ packages }) {
      const kernel = packages.find(({ name }) => name === '@objectos/kernel');
      const lines = kernel?.files.filter(({ ships }) => ships).reduce((sum, file) => sum + file.lines, 0) ?? 0;
      if (lines > kernelLines) yield `${kernel?.directory}/src:1: the kernel has ${lines} lines; make of the newest idea a plugin`;
    },
  },
  {
    states: 'no file is long, and hardly any is longer than usual',
    breaches: (workspace) => tooLong(Array.from(filesOf(workspace), (file) => ({ ...file, line: 1, what: 'file' })), fileLength),
  },
  {
    states: 'no function is long, and hardly any is longer than usual',
    breaches(workspace) {
      const functions = filesOf(workspace)
        .filter(({ ships }) => ships)
        .flatMap((file) => file.functions.map((span) => ({ ...span, path: file.path, ships: true, what: 'function' })));
      return tooLong(functions, functionLength);
    },
  },
  {
    states: 'each package has one door, its index.ts, which names what goes through',
    *breaches({ packages }) {
      for (const { directory, manifest, files } of packages) {
        const door = `${directory}/src/index.ts`;
        if (!files.some(({ path }) => path === door)) yield `${door}:1: the package has no index.ts; write one that names its exports`;
        if (manifest.exports?.['.'] !== './src/index.ts') yield `${directory}/package.json:1: "." must export ./src/index.ts`;
        for (const { path, wildcards } of files) {
          if (path !== door && posix.basename(path) === 'index.ts') yield `${path}:1: a second index.ts; import the files themselves`;
          for (const { line } of wildcards) yield `${path}:${line}: export * hides what is exported; name it`;
        }
      }
    },
  },
  {
    states: 'names say what a file is about',
    *breaches(workspace) {
      for (const { path } of filesOf(workspace)) {
        const vague = path.split('/').slice(3).map((part) => part.replace(/\..*$/u, '')).find((part) => vagueName.test(part));
        if (vague) yield `${path}:1: "${vague}" says nothing; name it after its main export`;
      }
    },
  },
  {
    states: 'every error code is documented',
    *breaches(workspace) {
      for (const { path, codes } of filesOf(workspace).filter((file) => posix.basename(file.path) === 'errors.ts')) {
        if (codes.length === 0) yield `${path}:1: no error code found in the table; write codes as UPPER_CASE keys`;
        for (const { code, line } of codes) {
          if (new RegExp(`\\b${code}\\b`, 'u').test(workspace.errorReference)) continue;
          yield `${path}:${line}: ${code} is not in ${errorReferencePath}; say there what it means and what to do`;
        }
      }
    },
  },
];

function filesOf({ packages }: Workspace): IteratorObject<SourceFile> {
  return packages.values().flatMap(({ files }) => files);
}

interface Measured {
  readonly path: string;
  readonly ships: boolean;
  readonly line: number;
  readonly lines: number;
  readonly what: string;
}

/** Everything over `most`, and, when more than one in `of` of what ships is over `usual`, all of those too, longest first. */
function* tooLong(all: Iterable<Measured>, { most, usual, of }: typeof fileLength): Generator<string> {
  const longestFirst = [...all].toSorted((a, b) => b.lines - a.lines);
  const shipped = longestFirst.filter(({ ships }) => ships);
  const long = shipped.filter(({ lines }) => lines > usual);
  const quota = Math.floor(shipped.length / of);
  for (const { path, line, lines, what } of longestFirst.filter((each) => each.lines > most)) {
    yield `${path}:${line}: a ${what} of ${lines} lines, over ${most}; split it by idea`;
  }
  if (long.length <= quota) return;
  for (const { path, line, lines, what } of long.filter((each) => each.lines <= most)) {
    const share = `${long.length} of ${shipped.length} are over ${usual}, ${quota} may be`;
    yield `${path}:${line}: a ${what} of ${lines} lines; ${share}: split the easiest`;
  }
}
