import { nearestName } from '@objectql/metadata';
import type { MultiSelectField, SelectField } from '@objectql/metadata';
import type { FieldCheck } from './field-check.ts';
import { FieldProblem, shown } from './field-problem.ts';

const longestTag = 255;
const mostTags = 100;

/** One of the options. */
export function selectCheck(field: SelectField): FieldCheck {
  const values = field.options.map((option) => option.value);
  const known = new Set<unknown>(values);
  return (value) => (known.has(value) ? (value as string) : unknownOption(value, values));
}

/** A set of options in their declared order; without options, of distinct non-empty texts in the order given. */
export function multiSelectCheck(field: MultiSelectField): FieldCheck {
  const values = field.options?.map((option) => option.value);
  const place = values === undefined ? undefined : new Map(values.map((value, index) => [value, index]));
  return (value) => {
    if (!Array.isArray(value)) return new FieldProblem('FIELD_TYPE', `must be a list of texts, not ${shown(value)}.`);
    const chosen: string[] = [];
    for (const each of value as readonly unknown[]) {
      if (values !== undefined && !(typeof each === 'string' && place?.has(each) === true)) return unknownOption(each, values);
      if (typeof each !== 'string' || !isTag(each)) return new FieldProblem('FIELD_INVALID', `may hold texts of 1 to ${longestTag} characters only, not ${shown(each)}.`);
      if (chosen.includes(each)) return new FieldProblem('FIELD_INVALID', `holds ${shown(each)} more than once.`);
      if (chosen.push(each) > mostTags && place === undefined) return new FieldProblem('FIELD_TOO_LONG', `may hold at most ${mostTags} texts.`);
    }
    return place === undefined ? chosen : chosen.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  };
}

function isTag(text: string): boolean {
  return text.length > 0 && text.length <= longestTag && !text.includes('\0') && text.isWellFormed();
}

function unknownOption(value: unknown, options: readonly string[]): FieldProblem {
  if (typeof value !== 'string') return new FieldProblem('FIELD_TYPE', `must be one of ${listed(options)}, not ${shown(value)}.`);
  const near = nearestName(value, options);
  return new FieldProblem('OPTION_INVALID', `has no option ${shown(value)}.`, near === undefined ? `Options: ${listed(options)}.` : `Did you mean "${near}"?`);
}

function listed(options: readonly string[]): string {
  return options.length > 12 ? `${options.slice(0, 12).join(', ')} and ${options.length - 12} more` : options.join(', ');
}
