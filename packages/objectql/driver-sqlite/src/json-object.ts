import { quoteText } from '@objectql/engine/sql';
import type { SqliteTraits } from './connection.ts';

/** A member of an object as SQL: its name, and the JSON form of its value. */
export type SqlMember = readonly [name: string, value: string];

/** A JSON object in the order of its members: one call, and where they are more than a function takes, calls around it that add the others. */
export function jsonObject(members: readonly SqlMember[], { functionArguments }: SqliteTraits): string {
  const most = Math.floor((functionArguments - 1) / 2);
  let object = `json_object(${members.slice(0, most).map(([name, value]) => `${quoteText(name)}, ${value}`).join(', ')})`;
  for (let from = most; from < members.length; from += most) {
    const added = members.slice(from, from + most).map(([name, value]) => `${quoteText(`$.${JSON.stringify(name)}`)}, ${value}`);
    object = `json_insert(${object}, ${added.join(', ')})`;
  }
  return object;
}
