import type { Call } from '@objectos/kernel';
import type { Rights } from '@objectql/expression';
import { fault } from './errors.ts';

/** The rights that the authoriser granted. The kernel carries them without looking; what they are is agreed by `Rights` alone. */
export function rightsIn(granted: unknown, operation: string): Rights {
  if (typeof granted === 'object' && granted !== null && 'of' in granted && typeof granted.of === 'function') return granted as Rights;
  throw fault('RIGHTS_MISSING', { operation });
}

export function rightsOfCall({ granted, operation }: Pick<Call, 'granted' | 'operation'>): Rights {
  return rightsIn(granted, operation.name);
}
