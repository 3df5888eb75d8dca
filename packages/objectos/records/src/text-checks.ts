import type { EmailField, LongTextField, LookupField, TextField, UrlField } from '@objectql/metadata';
import type { FieldCheck } from './field-check.ts';
import { FieldProblem, shown } from './field-problem.ts';

const defaultTextLength = 255;
const defaultLongTextLength = 100_000;
const longestUrl = 2048;
const longestEmail = 254;
const longestId = 64;

/** Text on one line, kept as written. */
export function textCheck(field: TextField): FieldCheck {
  return lengthCheck(field.min ?? 0, field.max ?? defaultTextLength, isOneLine);
}

/** Text of many lines, kept as written. */
export function longTextCheck(field: LongTextField): FieldCheck {
  return lengthCheck(0, field.max ?? defaultLongTextLength, isStorable);
}

function lengthCheck(min: number, max: number, fits: (text: string) => boolean): FieldCheck {
  return (value) => {
    if (typeof value !== 'string') return new FieldProblem('FIELD_TYPE', `must be text, not ${shown(value)}.`);
    // UTF-16 units bound code points from above, and half of them from below: most texts need no counting.
    if (value.length > max && codePoints(value) > max) return new FieldProblem('FIELD_TOO_LONG', `may have at most ${max} characters.`);
    if (min > 0 && codePoints(value) < min) return new FieldProblem('FIELD_TOO_SHORT', `must have at least ${min} characters.`);
    if (!fits(value)) return new FieldProblem('FIELD_INVALID', 'holds characters that cannot be kept there.', 'Take out control characters, line breaks in one-line text, and broken surrogate pairs.');
    return value;
  };
}

function codePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    if (!isBetween(text.charCodeAt(index), 0xd800, 0xdbff) || !isBetween(text.charCodeAt(index + 1), 0xdc00, 0xdfff)) continue;
    count--;
    index++;
  }
  return count;
}

function isBetween(unit: number, first: number, last: number): boolean {
  return unit >= first && unit <= last;
}

/** No control characters and no half of a surrogate pair. */
function isOneLine(text: string): boolean {
  let wide = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit === 0x7f) return false;
    if (unit > 0xd7ff) wide = true;
  }
  return !wide || text.isWellFormed();
}

/** NUL ends a text in half of the world's databases, and a lone surrogate has no UTF-8 form. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** `local@domain.tld`, kept as written. One pass, no backtracking: deliverability is for the mail that is sent. */
export function emailCheck(_field: EmailField): FieldCheck {
  return (value) => {
    if (typeof value !== 'string') return new FieldProblem('FIELD_TYPE', `must be text, not ${shown(value)}.`);
    if (value.length > longestEmail) return new FieldProblem('FIELD_TOO_LONG', `may have at most ${longestEmail} characters.`);
    return isEmail(value) ? value : new FieldProblem('FIELD_INVALID', `must be an e-mail address such as ada@example.com, not ${shown(value)}.`);
  };
}

function isEmail(text: string): boolean {
  const at = text.indexOf('@');
  return at > 0 && at <= 64 && isLocalPart(text, at) && isDomain(text, at + 1) && text.isWellFormed();
}

function isLocalPart(text: string, end: number): boolean {
  for (let index = 0; index < end; index++) {
    const unit = text.charCodeAt(index);
    if (isAlphanumeric(unit)) continue;
    if (unit <= 0x20 || unit === 0x7f || '"(),:;<>[\\]'.includes(text.charAt(index))) return false;
    if (unit === dot && (index === 0 || index === end - 1 || text.charCodeAt(index + 1) === dot)) return false;
  }
  return true;
}

/** Labels of letters (of any script), digits and inner hyphens; at least two. */
function isDomain(text: string, start: number): boolean {
  let labelStart = start;
  let labels = 0;
  for (let index = start; index <= text.length; index++) {
    const unit = index === text.length ? dot : text.charCodeAt(index);
    if (unit === dot) {
      const length = index - labelStart;
      if (length === 0 || length > 63 || text.charCodeAt(labelStart) === hyphen || text.charCodeAt(index - 1) === hyphen) return false;
      labels++;
      labelStart = index + 1;
    } else if (!isAlphanumeric(unit) && unit !== hyphen && unit < 0xa1) return false;
  }
  return labels > 1;
}

const dot = 0x2e;
const hyphen = 0x2d;

function isAlphanumeric(unit: number): boolean {
  return isBetween(unit, 0x30, 0x39) || isBetween(unit, 0x41, 0x5a) || isBetween(unit, 0x61, 0x7a);
}

/** An absolute http or https address, kept as written. */
export function urlCheck(_field: UrlField): FieldCheck {
  return (value) => {
    if (typeof value !== 'string') return new FieldProblem('FIELD_TYPE', `must be text, not ${shown(value)}.`);
    if (value.length > longestUrl) return new FieldProblem('FIELD_TOO_LONG', `may have at most ${longestUrl} characters.`);
    return isUrl(value) ? value : new FieldProblem('FIELD_INVALID', `must be an address such as https://example.com/page, not ${shown(value)}.`);
  };
}

function isUrl(text: string): boolean {
  const scheme = text.slice(0, 8).toLowerCase();
  return (scheme.startsWith('http://') || scheme === 'https://') && isOneLine(text) && !text.includes(' ') && URL.canParse(text);
}

/** The id of a record, or null only where the target is not loaded. Whether it exists is asked when the unit is admitted. */
export function lookupCheck(field: LookupField, targetLoaded: boolean): FieldCheck {
  return (value) => {
    if (typeof value !== 'string') return new FieldProblem('FIELD_TYPE', `must be the id of a record of ${field.object} (text), not ${shown(value)}.`);
    if (!targetLoaded) return new FieldProblem('FIELD_INVALID', `must be null: ${field.object} is not loaded here.`);
    return isRecordId(value) ? value : new FieldProblem('FIELD_INVALID', `must be the id of a record of ${field.object}, not ${shown(value)}.`);
  };
}

/** What stands where an id would stand in an address, and means something else: steps of a path, query and batch of a collection. */
const reservedIds: ReadonlySet<string> = new Set(['.', '..', 'query', 'batch']);

/** 1 to 64 characters of `[A-Za-z0-9_.-]`, which every UUID is; not what an address means by itself. */
export function isRecordId(text: string): boolean {
  if (text.length === 0 || text.length > longestId || reservedIds.has(text)) return false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (!isAlphanumeric(unit) && unit !== hyphen && unit !== dot && unit !== 0x5f) return false;
  }
  return true;
}
