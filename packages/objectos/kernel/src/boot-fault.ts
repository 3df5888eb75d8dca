import { fault } from './errors.ts';
import { Fault } from './fault.ts';

/** Everything that kept the kernel from starting, or its plugins from being changed, at once. */
export class BootFault extends Fault {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[], reason: 'BOOT_FAILED' | 'CHANGE_REFUSED' = 'BOOT_FAILED') {
    const { code, category, message } = fault(reason, { faults });
    super(code, category, message);
    this.name = 'BootFault';
    this.faults = faults;
  }
}

/** Throws what was collected, if anything was. */
export function throwFaults(faults: readonly Fault[]): void {
  const [first, second] = faults;
  if (second !== undefined) throw new BootFault(faults);
  if (first !== undefined) throw first;
}
