import type { Validator } from '@objectos/kernel';
import type { Rights } from '@objectql/expression';
import { rightsIn } from './granted-rights.ts';

/** An operation's input that depends on the caller: one validator per rights, made on first use. */
export function perRights<I>(operation: string, make: (rights: Rights) => Validator<I>): (granted: unknown) => Validator<I> {
  const made = new WeakMap<Rights, Validator<I>>();
  return (granted) => {
    const rights = rightsIn(granted, operation);
    let validator = made.get(rights);
    if (validator === undefined) made.set(rights, (validator = make(rights)));
    return validator;
  };
}
