import * as z from 'zod';
import { counted } from './counted.ts';
import type { Findings } from './findings.ts';
import { suggestion } from './nearest-name.ts';
import type { Path } from './origin.ts';

/**
 * Checks a value against the shape that authors may write. Every problem becomes a fault in our own words: an unknown key
 * names the nearest valid one, a wrong value what was expected. Answers the value as given (Zod's copy would lack a key
 * such as `__proto__`, which must be seen to be refused), so shapes never transform. Where the faulty keys are not needed, it
 * answers the rest, so that the other parts are checked as well; undefined where nothing can be made of it.
 */
export function checkShape<S extends z.ZodType>(shape: S, value: unknown, findings: Findings): z.output<S> | undefined {
  const result = shape.safeParse(value);
  if (result.success) return value as z.output<S>;
  for (const issue of result.error.issues) report(issue, { shape, value, findings });
  return soundPart(shape, value);
}

/** The value without its faulty keys, where the shape needs none of them. */
export function soundPart<S extends z.ZodType>(shape: S, value: unknown): z.output<S> | undefined {
  const result = shape.safeParse(value);
  if (result.success) return value as z.output<S>;
  if (typeof value !== 'object' || value === null) return undefined;
  const faulty = new Set(result.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : issue.path.slice(0, 1))));
  const sound = Object.fromEntries(Object.entries(value).filter(([key]) => !faulty.has(key)));
  return shape.safeParse(sound).success ? (sound as z.output<S>) : undefined;
}

interface Subject {
  readonly shape: z.ZodType;
  readonly value: unknown;
  readonly findings: Findings;
}

function report(issue: z.core.$ZodIssue, { shape, value, findings }: Subject): void {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(shape, path);
    for (const key of issue.keys) {
      const hint = suggestion(key, known);
      findings.fault('METADATA_UNKNOWN_KEY', `Unknown key ${JSON.stringify(key)}.`, { path: [...path, key], hint });
    }
    return;
  }
  const found = partOf(value, path);
  if (found === undefined && path.length > 0) {
    findings.fault('METADATA_SHAPE', `${JSON.stringify(path.at(-1))} is missing.`, { path, hint: `Expected ${expectation(issue)}.` });
    return;
  }
  const hint = issue.code === 'invalid_value' && typeof found === 'string' ? suggestion(found, issue.values.map(String)) : undefined;
  findings.fault('METADATA_SHAPE', `Expected ${expectation(issue)}, found ${describe(found)}.`, { path, hint });
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return nouns[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code === 'invalid_value') {
    return issue.values.length === 1 ? JSON.stringify(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
  }
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return 'text that is not empty';
    return `at least ${issue.origin === 'array' ? counted(Number(issue.minimum), 'entry', 'entries') : issue.minimum}`;
  }
  if (issue.code === 'too_big') return `at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
  return issue.message;
}

const nouns: Readonly<Record<string, string>> = {
  string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a mapping', record: 'a mapping',
};

/** What a value is, short enough for a message. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function partOf(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (part, key) => (typeof part === 'object' && part !== null && Object.hasOwn(part, key) ? (part as Record<string, unknown>)[key] : undefined),
    value,
  );
}

/** The keys that the shape knows at a path. */
function keysAt(shape: z.core.$ZodType, path: Path): string[] {
  if (shape instanceof z.ZodOptional) return keysAt(shape.unwrap(), path);
  if (shape instanceof z.ZodUnion) return shape.options.flatMap((option) => keysAt(option, path));
  const [head, ...rest] = path;
  if (shape instanceof z.ZodArray && head !== undefined) return keysAt(shape.element, rest);
  if (shape instanceof z.ZodRecord && head !== undefined) return keysAt(shape.valueType, rest);
  if (!(shape instanceof z.ZodObject)) return [];
  if (head === undefined) return Object.keys(shape.shape).filter((key) => key !== 'source');
  const part: z.core.$ZodType | undefined = shape.shape[String(head)];
  return part === undefined ? [] : keysAt(part, rest);
}

/** A mapping whose keys are all in `shape`. `source` is what an earlier parse left there, and is written anew. */
export function mapping<S extends z.ZodRawShape>(shape: S): z.ZodObject<S & { source: z.ZodOptional<z.ZodUnknown> }, z.core.$strict> {
  return z.strictObject({ ...shape, source: z.unknown().optional() });
}

/** Text that is not empty. */
export const phrase = z.string().min(1).max(1_000);
