import type { FieldDescriptor } from './field-descriptor.ts';
import type { Source } from './source.ts';

/** A business object as plain JSON: what ships, is diffed and is hashed. Made by `defineObject`, YAML or JSON. */
export interface ObjectDescriptor {
  readonly kind: 'object';
  /** Stable identity, equal to the name unless the author gives one. */
  readonly id: string;
  /** Singular: `customer`, `order_line`. */
  readonly name: string;
  /** As permission strings say it: `read:customers`. */
  readonly plural: string;
  readonly label: string;
  readonly description?: string;
  /** In the author's order. System fields (`systemFields`) are not listed; every object has them. */
  readonly fields: Readonly<Record<string, FieldDescriptor>>;
  /** The text field that names a record to people; the first text field unless said. */
  readonly title?: string;
  readonly indexes: readonly IndexDescriptor[];
  readonly rules: readonly ValidationRule[];
  readonly audit: { readonly reads: 'none' | 'agents' | 'all' };
  /** Kept by the runtime itself (counters, command keys): no operations, no journal rows. */
  readonly internal?: true;
  readonly source?: Source;
}

/** Fields in index order, `-name` for descending. */
export interface IndexDescriptor {
  readonly fields: readonly string[];
  readonly unique?: true;
}

/** A condition that every written record must satisfy; not true (false or unknown) refuses the write. */
export interface ValidationRule {
  readonly name: string;
  /** CEL over `record`. */
  readonly holds: string;
  readonly message: string;
  /** Reported as the path of the issue. */
  readonly field?: string;
  readonly source?: Source;
}
