import { ObjectosError, PageError, createClient } from '@objectos/client';
import type { App } from '../../examples/objectos.types.ts';

export interface Stage {
  /** Empty: where the page comes from. */
  readonly url: string;
  readonly emma: string;
  readonly max: string;
}

const lunch = { title: 'Lunch', amount: '36.20', spent_on: '2026-11-18' } as const;

/**
 * What a program does with the SDK, against a server with the examples. It is bundled and run in every runtime that the SDK is
 * for, uses nothing but the SDK and `fetch`, and answers what it saw.
 */
export async function tellStory({ url, emma, max }: Stage): Promise<Readonly<Record<string, unknown>>> {
  const lines: string[] = [];
  let losing = 0;
  const lossy = async (request: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(request, init);
    lines.push(`${init.method} ${request.replace(/^.*\/api\/v1/u, '').replace(/\/[0-9a-f-]{36}/u, '/{id}')}`);
    if (losing-- > 0) throw new TypeError('the answer was lost');
    return response;
  };
  const tokens = ['no-token', emma];
  const client = createClient<App>({ url, token: () => Promise.resolve(tokens.shift() ?? emma), fetch: lossy });
  const manager = createClient<App>({ url, token: max });

  losing = 2;
  const first = await client.expense.create(lunch);
  const written = await client.expense.list({ filter: { title: 'Lunch' }, count: true });
  const second = await client.expense.create({ ...lunch, title: 'Dinner' });
  lines.length = 0;
  const gets = await Promise.allSettled([client.expense.get(first.id), client.expense.get('missing'), client.expense.get(second.id)]);
  const batch = [...lines];

  const noted = await client.expense.update(first, { notes: 'Six people' });
  const stale = await codeOf(client.expense.update(first, { notes: 'Seven' }));
  const edited = await client.expense.edit(first.id, ({ notes }) => ({ notes: `${notes ?? ''}!` }));
  const approved = await manager.expense.approve(edited, { comment: 'Fine.' });

  const titles: string[] = [];
  for await (const { title } of client.expense.all({ sort: 'title', fields: ['title'], limit: 1 })) titles.push(title);
  const broken = await client.expense.all({ cursor: 'nonsense' }).next().catch((error: unknown) => error);
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  const left = await client.expense.get(first.id, { signal: controller.signal }).catch((error: Error) => error.message);
  return {
    written: written.total,
    gets: gets.map((each) => (each.status === 'fulfilled' ? each.value.title : (each.reason as ObjectosError).code)),
    batch,
    revisions: [first.revision, noted.revision, edited.revision],
    stale,
    notes: edited.notes,
    approved: approved.status,
    titles,
    broken: broken instanceof PageError && broken instanceof ObjectosError && [broken.code, broken.status, broken.cursor, broken.requestId.length > 0],
    left,
  };
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(() => 'done', (error: unknown) => (error instanceof ObjectosError ? `${error.code} ${error.category} ${error.status}` : String(error)));
}
