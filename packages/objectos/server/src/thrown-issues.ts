import { dirname, isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MetadataError } from '@objectql/metadata';
import type { Issue } from '@objectql/metadata';
import { issueOfCode } from './dev/code-issue.ts';

const inFile = /(file:\/\/\S+?):(\d+):(\d+)\)?$/u;
const ofMetadata = /\/metadata\/src\/|\/@objectql\/metadata\//u;

/** Code of an app that cannot be loaded: what is wrong, each with its place. `cause` keeps what was thrown. */
export class CodeFault extends Error {
  readonly issues: readonly Issue[];
  /** The URL of the configuration; files of the issues are relative to its folder, as those of metadata are. */
  readonly from: string;

  constructor(path: string, cause: unknown) {
    const folder = dirname(path);
    const issues = (issuesThrown(cause) ?? [issueOfCode(cause)]).map((issue) => seenFrom(folder, issue));
    super(issues.map(({ message }) => message).join('\n'), { cause });
    this.name = 'CodeFault';
    this.issues = issues;
    this.from = pathToFileURL(path).href;
  }
}

/** Says the same on every machine. */
function seenFrom(folder: string, issue: Issue): Issue {
  const { message, source } = issue;
  const file = isAbsolute(source.file) ? relative(folder, source.file).split(sep).join('/') : source.file;
  return { ...issue, message: message.replaceAll(`${folder}${sep}`, ''), source: { ...source, file } };
}

/**
 * The issues of metadata in code that is not valid: `defineObject` and its kin throw while the configuration is imported. Each
 * stands at the call, which only the stack knows. Null for every other error.
 */
export function issuesThrown(error: unknown): readonly Issue[] | null {
  if (!(error instanceof MetadataError)) return null;
  const caller = (error.stack ?? '').split('\n').find((line) => inFile.test(line) && !ofMetadata.test(line));
  const [, url, line, column] = inFile.exec(caller ?? '') ?? [];
  if (url === undefined) return error.issues;
  return error.issues.map((issue) => {
    const { file: what, path } = issue.source;
    return { ...issue, source: { file: fileURLToPath(url), line: Number(line), column: Number(column), path: path === undefined ? what : `${what}: ${path}` } };
  });
}
