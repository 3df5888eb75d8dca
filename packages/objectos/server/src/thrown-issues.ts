import { fileURLToPath } from 'node:url';
import { MetadataError } from '@objectql/metadata';
import type { Issue } from '@objectql/metadata';

const inFile = /(file:\/\/\S+?):(\d+):(\d+)\)?$/u;
const ofMetadata = /\/metadata\/src\/|\/@objectql\/metadata\//u;

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
