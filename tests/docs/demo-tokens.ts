/** The demo tokens that `npm start` prints, by the first name of who has each: `{EMMA: 'oos_...'}`. */
export function demoTokensIn(printed: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from(printed.matchAll(/^ {2}(\w+) .* (oos_[0-9a-f]+)$/gmu), ([, name = '', token = '']) => [name.toUpperCase(), token]));
}

/** What `npm start` prints last. */
export const lastOfStart: RegExp = /^ +curl .*\/mcp\n$/mu;
