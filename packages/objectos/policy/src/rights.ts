import type { Narrowing } from '@objectos/kernel';
import type { Rights } from '@objectql/expression';
import type { MetadataReader } from '@objectql/metadata';
import { policyOf } from './policy.ts';
import { roleSetOf } from './role-set.ts';

/**
 * What these roles may do under this metadata, less what the narrowing takes away of them; its operations do not matter
 * here, they are judged per call. The identical object for equal roles.
 */
export function compileRights(reader: MetadataReader, roles: readonly string[], narrowing: Narrowing | null = null): Rights {
  return policyOf(reader).rights(roleSetOf({ roles }, narrowing));
}

/** The rights in `Call.granted`, which the kernel carries without looking. A programming error where the authoriser was not this package's. */
export function rightsOf(granted: unknown): Rights {
  if (!isRights(granted)) throw new TypeError('Call.granted holds no rights; the kernel must run with the policy plugin as its authoriser');
  return granted;
}

function isRights(value: unknown): value is Rights {
  return typeof value === 'object' && value !== null && 'of' in value && typeof value.of === 'function';
}
