/** Throws unless the two are the same; the tools of this folder have no assertions. */
export function same<T>(got: T, expected: T, what: string): void {
  if (JSON.stringify(got) !== JSON.stringify(expected)) throw new Error(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(expected)}`);
}

/** Where the server is and who calls: the suite's environment. */
declare const process: { readonly env: Readonly<Record<string, string | undefined>>; readonly stdout: { write(text: string): void } };

export const address = process.env['ADDRESS'] ?? '';

/** Ada may everything, Emma hands in expenses, Max approves them. */
export type Person = 'ADA' | 'EMMA' | 'MAX';

export function token(of: Person): string {
  return process.env[of] ?? '';
}

/** The last line of a client: what the suite counts. */
export function report(calls: number): void {
  process.stdout.write(`calls=${calls}\n`);
}
