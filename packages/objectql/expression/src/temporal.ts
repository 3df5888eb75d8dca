const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const timePattern = /^(\d{4}-\d{2}-\d{2})[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** `YYYY-MM-DD` of a day that exists, years 0001 to 9999, else undefined. */
export function canonicalDate(text: string): string | undefined {
  const parts = datePattern.exec(text);
  if (parts === null) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return year >= 1 && day >= 1 && month >= 1 && month <= 12 && day <= daysIn(year, month) ? text : undefined;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** UTC with milliseconds, of ISO 8601 text with an offset (finer digits are cut) or of a date (its midnight, UTC); else undefined. */
export function canonicalDatetime(text: string): string | undefined {
  if (canonicalDate(text) !== undefined) return `${text}T00:00:00.000Z`;
  const parts = timePattern.exec(text);
  if (parts === null || canonicalDate(parts[1] ?? '') === undefined) return undefined;
  const [, date, hour, minute, second = '00', fraction = '', offset = 'Z'] = parts;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const moment = Date.parse(`${date}T${hour}:${minute}:${second}.${milliseconds}${offset.toUpperCase()}`);
  const canonical = Number.isNaN(moment) ? '' : new Date(moment).toISOString();
  return canonical.length === 24 && !canonical.startsWith('0000') ? canonical : undefined;
}
