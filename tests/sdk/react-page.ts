import { createElement, StrictMode, useState } from 'react';
import type { ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { ObjectosError, createClient } from '@objectos/client';
import { ObjectOSProvider, useAction, useClient, useInvalidate, useList, useRecord } from '@objectos/client/react';
import type { App } from '../../examples/objectos.types.ts';

declare const document: { getElementById(id: string): Element };

/** Shows a page that lists, follows and changes expenses. */
export function show(token: string): void {
  const client = createClient<App>({ url: '', token });
  createRoot(document.getElementById('app')).render(createElement(StrictMode, null, createElement(ObjectOSProvider, { client }, createElement(Expenses))));
}

function Expenses(): ReactElement {
  const [slow, setSlow] = useState(false);
  return createElement('main', null,
    createElement(List),
    createElement(Detail, { id: 'e1', place: 'one' }),
    createElement(Detail, { id: 'e1', place: 'same' }),
    createElement(Detail, { id: 'nothing', place: 'none' }),
    slow ? createElement(Detail, { id: 'slow', place: 'slow' }) : null,
    button('toggle', () => setSlow(!slow)));
}

function List(): ReactElement {
  const client = useClient<App>();
  const { records, total, status, hasNextPage, fetchNextPage } = useList(client.expense, { sort: 'title', fields: ['title'], limit: 2, count: true });
  const create = useAction(client.expense.create);
  const invalidate = useInvalidate();
  return createElement('section', null,
    text('list', `${status} ${records.map(({ title }) => title).join(',')} of ${total ?? '?'}${hasNextPage ? ' and more' : ''}`),
    text('created', `${create.status} ${create.result?.title ?? ''}`),
    button('more', fetchNextPage),
    button('create', () => void create.run({ title: 'Dam', amount: '1.00', spent_on: '2026-11-20' })),
    button('again', () => invalidate(client.expense)));
}

function Detail({ id, place }: { readonly id: string; readonly place: string }): ReactElement {
  const client = useClient<App>();
  const { record, status, error } = useRecord(client.expense, id);
  const [first, setFirst] = useState(record);
  if (first === undefined && record !== undefined) setFirst(record);
  const update = useAction(client.expense.update);
  const code = error instanceof ObjectosError ? error.code : '';
  const failure = update.error instanceof ObjectosError ? update.error.code : '';
  return createElement('section', null,
    text(place, `${status} ${record?.title ?? ''} ${record?.notes ?? ''} ${record?.revision ?? ''} ${code}`),
    text(`${place}-update`, `${update.status} ${failure}`),
    button(`${place}-note`, () => void (record !== undefined && update.run(record, { notes: 'noted' }))),
    button(`${place}-stale`, () => void (first !== undefined && update.run(first, { notes: 'too late' }))));
}

function text(id: string, content: string): ReactElement {
  return createElement('p', { id }, content.trim().replaceAll(/ +/gu, ' '));
}

function button(id: string, onClick: () => void): ReactElement {
  return createElement('button', { id, onClick }, id);
}
