import type { RoleDescriptor } from './role-descriptor.ts';

/** One role of two descriptors of one name: all rules of both. A deny of either wins over every allow, so the order means nothing. */
export function mergeRoles(first: RoleDescriptor, second: RoleDescriptor): RoleDescriptor {
  return { ...first, rules: [...first.rules, ...second.rules] };
}
