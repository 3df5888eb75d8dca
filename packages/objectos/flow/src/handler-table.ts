import { BootFault } from '@objectos/kernel';
import type { Contribution, Fault } from '@objectos/kernel';

/** Handlers by the action that each serves; every action that two plugins handle is a fault that names both. */
export function handlersByAction<H extends { readonly action: string }>(
  inputs: readonly Contribution<H>[],
  clash: (action: string, first: string, second: string) => Fault,
): ReadonlyMap<string, H> {
  const owners = new Map<string, string>();
  const handlers = new Map<string, H>();
  const faults: Fault[] = [];
  for (const { plugin, value } of inputs) {
    const first = owners.get(value.action);
    if (first === undefined) handlers.set(value.action, value);
    else faults.push(clash(value.action, first, plugin));
    owners.set(value.action, first ?? plugin);
  }
  if (faults.length > 0) throw new BootFault(faults);
  return handlers;
}
