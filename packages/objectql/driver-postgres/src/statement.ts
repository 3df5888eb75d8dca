/** A statement that sessions prepare under its name on first use; made once for what it serves, and kept with that. Without a name it is parsed each time. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

let made = 0;

export function statement(text: string): Statement {
  made += 1;
  return { name: `s${made}`, text };
}

/** A statement with the values of its placeholders. */
export interface Ask {
  readonly statement: Statement;
  readonly values: readonly (string | null)[];
}

export interface Answer {
  /** Values in the order of the select list, as text. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** What was done: `SELECT`, `COMMIT` ... */
  readonly tag: string;
  /** Rows that were answered or written. */
  readonly count: number;
}
