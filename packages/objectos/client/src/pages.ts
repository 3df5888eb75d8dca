import { ObjectosError } from '@objectos/protocol';
import type { ListAnswer, ListQuery } from '@objectos/protocol';

/** A list that broke off. Every record before was given out; `all` and `pages` with this `cursor` go on where it stopped. */
export class PageError extends ObjectosError {
  /** Undefined: not even the first page came. */
  readonly cursor: string | undefined;

  constructor(error: ObjectosError, cursor: string | undefined) {
    const { path, hint, ...rest } = error;
    super({ ...rest, message: error.message, ...(path === undefined ? {} : { path }), ...(hint === undefined ? {} : { hint }) }, error);
    this.name = 'PageError';
    this.cursor = cursor;
  }
}

type Page = ListAnswer<unknown>;

/** Page after page, each asked for when it is wanted. Throws a `PageError` for what is refused. */
export async function* pages(ask: (query: ListQuery) => Promise<Page>, query: ListQuery): AsyncGenerator<Page, void, undefined> {
  let { cursor } = query;
  for (;;) {
    const page = await ask(cursor === undefined ? query : { ...query, cursor }).catch((error: unknown) => {
      throw error instanceof ObjectosError ? new PageError(error, cursor) : error;
    });
    yield page;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

export async function* all(each: AsyncIterable<Page>): AsyncGenerator<unknown, void, undefined> {
  for await (const { records } of each) yield* records;
}
