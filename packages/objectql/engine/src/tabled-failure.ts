export type FailureTable<Code extends string = string> = Readonly<Record<Code, { readonly category: 'unavailable' | 'internal' | 'too_large'; readonly message: string }>>;

interface FailureMore {
  /** What the message speaks of: one for each `{}`, in order. */
  readonly details: readonly string[];
  /** For the operator. */
  readonly cause: unknown;
}

/** A failure from a table of codes: carries the `code` and `category` that a kernel's `toFault` asks for. */
export class TabledFailure<Code extends string> extends Error {
  readonly code: Code;
  readonly category: FailureTable[string]['category'];

  constructor(table: FailureTable<Code>, code: Code, { details, cause }: FailureMore) {
    const values = details.values();
    super(
      table[code].message.replaceAll('{}', () => values.next().value ?? ''),
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.category = table[code].category;
  }
}
