import type { ConditionDescriptor } from './flow-descriptor.ts';
import type { Findings } from './findings.ts';
import type { Json } from './json.ts';
import { suggestion } from './nearest-name.ts';
import { describe } from './shape.ts';

/** Keys of a condition that are not field paths. */
export const conditionWords = ['role', 'any', 'all', 'not', 'when'] as const;

const fieldPath = /^[a-z][A-Za-z0-9_]*(?:\.[a-z][A-Za-z0-9_]*)*$/u;

/** Reads a list of conditions. What stands in each of them is checked for its form here; its meaning, where it is compiled. */
export function parseConditions(value: unknown, findings: Findings): ConditionDescriptor[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    findings.fault('METADATA_SHAPE', `Expected a list of conditions, found ${describe(value)}.`, { hint: 'Begin each condition with "- ".' });
    return [];
  }
  return value.flatMap((entry, index) => parseCondition(entry, findings.at(index)) ?? []);
}

function parseCondition(value: unknown, findings: Findings): ConditionDescriptor | undefined {
  const test = testOf(value);
  if (test === undefined) {
    findings.fault('METADATA_SHAPE', `Expected a condition with exactly one key, found ${describe(value)}.`, {
      hint: 'Write "- role: manager" or "- amount: < 5000"; one "- " for each condition, all of which must hold.',
    });
    return undefined;
  }
  const [key = ''] = Object.keys(test);
  if (!checkTest(key, test[key], findings.at(key))) return undefined;
  return { test: test as Record<string, Json>, source: findings.source([key]) };
}

/** A condition as a parse answers it, and its test alone, mean the same. */
function testOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const written = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(written).filter((key) => key !== 'source' || typeof written['source'] !== 'object');
  if (keys.length !== 1) return undefined;
  const [only = ''] = keys;
  return only === 'test' && typeof written['test'] === 'object' ? testOf(written['test']) : { [only]: written[only] };
}

function checkTest(key: string, value: unknown, findings: Findings): boolean {
  const before = findings.issues.length;
  switch (key) {
    case 'role':
      if (!isRole(value)) findings.fault('METADATA_SHAPE', `Expected the name of a role or a list of them, found ${describe(value)}.`);
      break;
    case 'any':
    case 'all':
      if (Array.isArray(value) && value.length > 0) parseConditions(value, findings);
      else findings.fault('METADATA_SHAPE', `Expected a list of conditions, found ${describe(value)}.`);
      break;
    case 'not':
      if (Array.isArray(value)) parseConditions(value, findings);
      else parseCondition(value, findings);
      break;
    case 'when':
      if (typeof value !== 'string' || value.trim() === '') findings.fault('METADATA_SHAPE', `Expected an expression, found ${describe(value)}.`);
      break;
    default:
      checkField(key, value, findings);
  }
  return findings.issues.length === before;
}

function isRole(value: unknown): boolean {
  const roles: readonly unknown[] = Array.isArray(value) ? value : [value];
  return roles.length > 0 && roles.every((role) => typeof role === 'string' && role !== '');
}

function checkField(path: string, value: unknown, findings: Findings): void {
  if (!fieldPath.test(path)) {
    findings.fault('METADATA_NAME', `${JSON.stringify(path)} is neither a field nor a word of conditions.`, { hint: suggestion(path, conditionWords) });
  } else if (typeof value === 'object' && value !== null && !(Array.isArray(value) && value.every(isScalar))) {
    findings.fault('METADATA_SHAPE', `Expected a test such as "< 5000", a value, or a list of values, found ${describe(value)}.`);
  }
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

/** Whether a condition, anywhere inside, says something about who acts. */
export function mentionsActor(test: Readonly<Record<string, Json>>): boolean {
  return Object.entries(test).some(([key, value]) => {
    if (key === 'role') return true;
    if (key === 'when') return typeof value === 'string' && /\bactor\b/u.test(value);
    if (key === 'any' || key === 'all' || key === 'not') return testsIn(value).some(mentionsActor);
    return typeof value === 'string' && /\$actor\b/u.test(value);
  });
}

function testsIn(value: Json): readonly Readonly<Record<string, Json>>[] {
  const list: readonly Json[] = Array.isArray(value) ? value : [value];
  return list.filter((each): each is Readonly<Record<string, Json>> => typeof each === 'object' && each !== null && !Array.isArray(each));
}
