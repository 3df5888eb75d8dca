import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A page that readers are given, by its path from the root of the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** README and every page under `docs/`, but for decisions. */
export function pages(): readonly Page[] {
  return ['README.md', ...globSync('docs/**/*.md', { cwd: root }).filter((path) => !path.startsWith(join('docs', 'decisions')))].map(pageAt);
}

/** Decisions, which are records of their day, and what is said to who contributes. */
export function records(): readonly Page[] {
  return ['CONTRIBUTING.md', ...globSync('docs/decisions/*.md', { cwd: root })].map(pageAt);
}

function pageAt(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

/** The pages that some test does as they are printed. */
export function walkedPages(): ReadonlySet<string> {
  const tests = globSync('tests/**/*.test.ts', { cwd: root, exclude: (path) => path.includes('node_modules') });
  return new Set(tests.flatMap((path) => Array.from(readFileSync(join(root, path), 'utf8').matchAll(/\bwalkPage\('([^']+)'/gu), ([, page = '']) => page)));
}

/** A link from a page, as a path from the root of the repository. */
export function linked(page: string, link: string): string {
  return normalize(join(dirname(page), link));
}
