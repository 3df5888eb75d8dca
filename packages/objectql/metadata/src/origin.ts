import type { Source } from './source.ts';

/** Keys and indexes from the root of a value to one of its parts. */
export type Path = readonly (string | number)[];

/** Where each part of a parsed value was written. */
export interface Origin {
  /** Where the part begins: at its key in a mapping, at itself in a list. A part that is missing begins where its parent does. */
  source(path: Path): Source;
}

/** `states.submitted.on.approve.conditions[1]` */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** A place in code, as an origin: the file and the key path below it. An origin stays itself. */
export function originOf(source: Source | Origin): Origin {
  if ('source' in source) return source;
  return {
    source(path) {
      if (path.length === 0) return source;
      const below = formatPath(path);
      return { file: source.file, path: source.path === undefined ? below : `${source.path}${below.startsWith('[') ? '' : '.'}${below}` };
    },
  };
}

/** The part of an origin below a path. */
export function originAt(origin: Origin, base: Path): Origin {
  return base.length === 0 ? origin : { source: (path) => origin.source([...base, ...path]) };
}
