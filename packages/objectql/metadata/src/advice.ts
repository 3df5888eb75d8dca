/**
 * A correction that a program may make: at the place the text `replace` becomes `by`. The place is where the issue's
 * source begins, or else the one occurrence of `replace` in what is written there.
 */
export interface Fix {
  readonly replace: string;
  readonly by: string;
}

/** What to do about an issue: a sentence, with the correction where there is one. */
export type Advice = string | { readonly hint: string; readonly fix: Fix };

/** Advice as an issue holds it. */
export function adviceIn(advice: Advice | undefined): { readonly hint?: string; readonly fix?: Fix } {
  if (advice === undefined) return {};
  return typeof advice === 'string' ? { hint: advice } : advice;
}
