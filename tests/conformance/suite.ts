/** An outside judge: something that nobody here wrote and that says whether a surface is what its standard wants. */
export interface Suite {
  /**
   * Runs the judge; its own tools are installed in the suite's folder by then.
   * @returns one verdict per line to print, as soon as it is known
   */
  run(): AsyncIterable<Verdict>;
}

/** What a judge said of one thing, such as one revision of a protocol. */
export interface Verdict {
  /** Who judged what, such as `mcp 2026-07-28`. */
  readonly subject: string;
  /** Counts, in the order to print them: `{ scenarios: '37/37', checks: 164 }`. */
  readonly counts: Readonly<Record<string, string | number>>;
  /** What was found wanting, a sentence each; empty means passed. */
  readonly failures: readonly string[];
}
