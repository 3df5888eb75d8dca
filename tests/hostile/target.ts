/** What is given hostile input. */
export interface Target {
  /** Pieces that mean something to it, to be put in among the rest. */
  readonly words: readonly string[];
  /**
   * Takes one input, and answers whether it was understood. Throws (or rejects) where the answer to it is not one that ObjectOS
   * may give: that is what is looked for.
   */
  attack(input: string): boolean | Promise<boolean>;
  close?(): Promise<void>;
}

/** A module of `targets/`: makes its target, which may serve an app of its own. Its starting points are the files of `corpus/<name>/`. */
export interface TargetModule {
  open(): Target | Promise<Target>;
}
