import type { Operator } from './operator.ts';

/**
 * What a tenant holds before anybody calls. Ids begin with the place, so that those of the other tenant exist there alone.
 * Without secrets, the same but for what that world does not have.
 */
export async function seed(operator: Operator, tenant: string, { place, secrets = true }: { readonly place: 'n' | 's'; readonly secrets?: boolean }): Promise<void> {
  const id = (name: string): string => `${place}-${name}`;
  const create = (as: string, object: string, record: object): Promise<unknown> => operator.value(tenant, `${object}.create`, record, as);
  const account = (name: string, more: object, hidden: object = {}): Promise<unknown> =>
    create('ada', 'account', { id: id(name), name: `${name} of ${place}`, code: id(name), status: 'active', ...more, ...(secrets ? hidden : {}) });
  const claim = (as: string, name: string, more: object): Promise<unknown> => create(as, 'claim', { id: id(name), title: `Claim ${name}`, amount: '100.00', ...more });

  // In either world something is written here: how much is written in a tenant shows in the numbers of its journal.
  if (!secrets) await create('ada', 'memo', { id: id('vault'), text: 'In place of the vault' });
  else await create('ada', 'vault', { id: id('vault'), name: 'Below the stairs', pin: '4711' });
  await account('acme', { owner: 'clara', credit: '1000.00', phone: '100' }, { margin: '12.50', secret_code: 'acme-secret', vault: id('vault') });
  await account('borg', { owner: 'mara', credit: '2000.00', phone: '200' }, { margin: '7.25', secret_code: 'borg-secret' });
  await account('cyan', { status: 'prospect', credit: '300.00' }, { tier: 'ultraviolet' });
  await account('dust', { status: 'closed', credit: '9.00', owner: 'clara', code: `${place}-dust-code` });
  await account('echo', { parent: id('dust'), owner: 'clara', credit: '50.00' });
  await account('fern', { parent: id('acme'), owner: 'clara' });
  await account('gone', { owner: 'clara' });
  for (const name of ['u1', 'u2', 'u3', 'u4']) await account(name, { owner: 'clara', credit: '10.00', status: 'prospect' });

  await claim('emil', 'small', { account: id('acme'), notes: 'Taxi', spent_on: '2026-01-02' });
  await claim('emil', 'large', { amount: '6000.00', account: id('borg') });
  await claim('emil', 'other', { amount: '70.00', category: 'meals' });
  await claim('ada', 'foreign', { amount: '80.00', notes: 'Not of emil' });
  for (const name of ['f1', 'f2', 'f3', 'f4']) await claim('emil', name, { notes: `Notes of ${name}` });
  await claim('emil', 'big', { amount: '9000.00' });
  await create('ada', 'memo', { id: id('memo'), text: 'Read me' });
}
