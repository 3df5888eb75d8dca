/** What a command does to one expense. */
export type Kind = 'create' | 'update' | 'approve';
export type Person = 'emma' | 'max' | 'wanda';
export type Tokens = Readonly<Record<Person, string>>;

/**
 * One write that a client wants done, under a key of its own. `mark` is written into what it changes (the title, the cost
 * centre, the comment), so that the journal tells which command an entry carries out.
 */
export interface Command {
  readonly mark: string;
  readonly kind: Kind;
  /** Of the expense. */
  readonly id: string;
  readonly as: Person;
  readonly body: Readonly<Record<string, string>>;
}

/** What the client knows of it. `unknown`: no answer came. */
export type Fate = 'done' | 'replayed' | 'refused' | 'unknown';

export interface SendOptions {
  /** Hang up without an answer after so many milliseconds. */
  readonly patience?: number;
}

/** Sends it, for the first time or again. An answer that is no verdict (5xx) is a failure of the test. */
export async function send(site: { readonly address: string; readonly tokens: Tokens }, { mark, kind, id, as, body }: Command, { patience }: SendOptions = {}): Promise<Fate> {
  const { address, tokens } = site;
  const collection = `${address}/api/v1/data/expense`;
  const [method, url] = { create: ['POST', collection], update: ['PATCH', `${collection}/${id}`], approve: ['POST', `${collection}/${id}/approve`] }[kind] as [string, string];
  const headers = { authorization: `Bearer ${tokens[as]}`, 'content-type': 'application/json', 'idempotency-key': mark };
  try {
    const response = await fetch(url, { method, headers, body: JSON.stringify(body), signal: patience === undefined ? null : AbortSignal.timeout(patience) });
    const told = await response.text();
    if (response.ok) return response.headers.get('idempotency-replayed') === 'true' ? 'replayed' : 'done';
    if (response.status < 500) return 'refused';
    throw new Error(`${kind} ${id} was answered with ${response.status}: ${told}`);
  } catch (error) {
    // What fetch says when the connection ends, before the answer or within it, and when we hang up.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) return 'unknown';
    throw error;
  }
}
