import type { FieldDescriptor, Json } from '@objectql/metadata';
import { multiSelectCheck, selectCheck } from './choice-checks.ts';
import { FieldProblem, shown } from './field-problem.ts';
import { jsonCheck } from './json-check.ts';
import { decimalCheck, integerCheck } from './number-checks.ts';
import { emailCheck, longTextCheck, lookupCheck, textCheck, urlCheck } from './text-checks.ts';
import { dateCheck, datetimeCheck } from './time-checks.ts';

/** Gives a value that is not null its canonical form, or says what is wrong with it. */
export type FieldCheck = (value: unknown) => Json | FieldProblem;

/** Compiles the check of one field. `isLoaded` tells whether the target of an optional lookup exists here. */
export function checkOf(field: FieldDescriptor, isLoaded: (object: string) => boolean): FieldCheck {
  switch (field.type) {
    case 'text': return textCheck(field);
    case 'longText': return longTextCheck(field);
    case 'integer': return integerCheck(field);
    case 'decimal': case 'money': return decimalCheck(field);
    case 'boolean': return (value) => (typeof value === 'boolean' ? value : new FieldProblem('FIELD_TYPE', `must be true or false, not ${shown(value)}.`));
    case 'date': return dateCheck();
    case 'datetime': return datetimeCheck();
    case 'select': return selectCheck(field);
    case 'multiSelect': return multiSelectCheck(field);
    case 'lookup': return lookupCheck(field, field.optional !== true || isLoaded(field.object));
    case 'autonumber': return () => new FieldProblem('FIELD_INVALID', 'is given by the store.');
    case 'email': return emailCheck(field);
    case 'url': return urlCheck(field);
    case 'json': break;
  }
  return jsonCheck();
}
