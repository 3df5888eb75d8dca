import { parsedOrThrow } from './metadata-error.ts';
import { parseRole } from './parse-role.ts';
import type { RoleDescriptor } from './role-descriptor.ts';

/** A full rule: verbs allowed or denied on an object, on some of its fields, for some of its records. */
export type RuleDefinition = RuleLimits &
  (
    | { readonly allow: string | readonly string[]; readonly deny?: never }
    | { readonly deny: string | readonly string[]; readonly allow?: never }
  );

interface RuleLimits {
  /** Singular or plural, or `*`. */
  readonly object: string;
  readonly fields?: readonly string[];
  /** CEL over `record` and `actor`. */
  readonly when?: string;
}

export interface RoleDefinition {
  /** `sales-rep` */
  readonly name: string;
  readonly id?: string;
  /** `'read:customers'`, or a full rule. */
  readonly rules: readonly (string | RuleDefinition)[];
}

/** Describes a role and its permission set. Throws a `MetadataError` that lists everything wrong with it. */
export function defineRole(definition: RoleDefinition): RoleDescriptor {
  return parsedOrThrow(parseRole(definition, { file: `role ${definition.name}` }));
}
