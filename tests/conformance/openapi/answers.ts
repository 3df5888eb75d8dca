import type { Person, Site } from './site.ts';

/** A call that was made and its answer, by the template of its path. */
export interface Called {
  readonly path: string;
  readonly method: string;
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly at?: string;
  readonly body?: unknown;
}

/** Calls of every sort that the person may make, well formed and not. */
export async function callsOf(site: Site, person: Person): Promise<readonly Called[]> {
  const calls: Called[] = [];
  const call = async ({ method = 'GET', path, at = path, body }: Ask): Promise<unknown> => {
    const response = await site.ask(person, method, at, body);
    const answer: unknown = await response.json();
    calls.push({ path, method: method.toLowerCase(), status: response.status, type: (response.headers.get('content-type') ?? '').split(';', 1)[0] ?? '', body: answer });
    return answer;
  };
  const objects = ((await call({ path: '/api/v1/meta/objects' })) as { readonly objects: readonly { readonly name: string; readonly verbs: readonly string[] }[] }).objects;
  await call({ path: '/api/v1/auth/tokens', at: '/api/v1/auth/tokens?limit=2' });
  const { id } = (await call({ method: 'POST', path: '/api/v1/auth/tokens', body: { label: 'judged' } })) as { readonly id: string };
  await call({ method: 'DELETE', path: '/api/v1/auth/tokens/{id}', at: `/api/v1/auth/tokens/${id}` });
  await call({ method: 'DELETE', path: '/api/v1/auth/tokens/{id}', at: '/api/v1/auth/tokens/none' });
  await call({ path: '/api/v1/meta/objects/{name}', at: '/api/v1/meta/objects/none' });
  for (const { name, verbs } of objects) await ofObject(call, name, new Set(verbs));
  return calls;
}

async function ofObject(call: (ask: Ask) => Promise<unknown>, name: string, verbs: ReadonlySet<string>): Promise<void> {
  const root = `/api/v1/data/${name}`;
  await call({ path: '/api/v1/meta/objects/{name}', at: `/api/v1/meta/objects/${name}` });
  if (verbs.has('create')) await writes(call, name, verbs);
  if (!verbs.has('list')) return;
  const { records } = (await call({ path: root, at: `${root}?limit=3&count=true` })) as { readonly records: readonly { readonly id: string }[] };
  await call({ path: root, at: `${root}?limit=0` });
  await call({ path: root, at: `${root}?filter=%7B` });
  await call({ method: 'POST', path: `${root}/query`, body: { limit: 2 } });
  await call({ method: 'POST', path: `${root}/query`, body: { limt: 2 } });
  await call({ path: `${root}/{id}`, at: `${root}/none` });
  await call({ method: 'POST', path: `${root}/batch`, body: { ids: ['none', ...records.map(({ id }) => id)] } });
  await call({ method: 'POST', path: `${root}/batch`, body: { ids: [] } });
  for (const { id } of records) {
    await call({ path: `${root}/{id}`, at: `${root}/${id}` });
    await call({ path: `${root}/{id}/history`, at: `${root}/${id}/history` });
  }
}

async function writes(call: (ask: Ask) => Promise<unknown>, name: string, verbs: ReadonlySet<string>): Promise<void> {
  const root = `/api/v1/data/${name}`;
  const described = (await call({ path: '/api/v1/meta/objects/{name}', at: `/api/v1/meta/objects/${name}` })) as { readonly fields: Readonly<Record<string, Field>> };
  const row = Object.fromEntries(Object.entries(described.fields).flatMap(([field, each]) => (each.creatable && each.required === true ? [[field, valueOf(each)]] : [])));
  const { id = 'none' } = (await call({ method: 'POST', path: root, body: row })) as { readonly id?: string };
  await call({ method: 'POST', path: root, at: `${root}?dryRun=true`, body: row });
  await call({ method: 'POST', path: root, body: { ...row, nothing_of_that_name: 1 } });
  await call({ method: 'POST', path: root, body: [] });
  if (verbs.has('update')) {
    await call({ method: 'PATCH', path: `${root}/{id}`, at: `${root}/${id}`, body: {} });
    await call({ method: 'PATCH', path: `${root}/{id}`, at: `${root}/none`, body: {} });
    await call({ method: 'PATCH', path: `${root}/{id}`, at: `${root}/${id}`, body: { id: 'other' } });
  }
  if (!verbs.has('delete')) return;
  await call({ method: 'DELETE', path: `${root}/{id}`, at: `${root}/${id}?dryRun=true` });
  await call({ method: 'DELETE', path: `${root}/{id}`, at: `${root}/none` });
}

interface Field {
  readonly type: string;
  readonly required?: boolean;
  readonly creatable: boolean;
  readonly options?: readonly { readonly value: string }[];
}

function valueOf({ type, options }: Field): unknown {
  switch (type) {
    case 'integer': return 3;
    case 'decimal':
    case 'money': return '3';
    case 'boolean': return true;
    case 'date': return '2026-11-22';
    case 'datetime': return '2026-11-22T09:30:00.000Z';
    case 'email': return `judge.${Math.random().toString(36).slice(2)}@example.com`;
    case 'url': return 'https://example.com/';
    case 'select': return options?.[0]?.value;
    case 'multiSelect': return [options?.[0]?.value ?? 'one'];
    default: return `judged ${Math.random().toString(36).slice(2)}`;
  }
}
