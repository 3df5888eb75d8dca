/** A test that was registered with the `test` of this file, which takes the place of `node:test` where that is not. */
export interface RegisteredTest {
  readonly title: string;
  readonly run: () => Promise<void> | void;
}

export const registered: RegisteredTest[] = [];

export function test(title: string, run: RegisteredTest['run']): void {
  registered.push({ title, run });
}
