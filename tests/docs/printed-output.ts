import { isDeepStrictEqual } from 'node:util';

/** What differs from run to run, by the word that stands for it. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, '<time>'],
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu, '<id>'],
  [/oos_[0-9a-f]+/gu, '<token>'],
  [/operator:[^\s",]+/gu, 'operator:<you>'],
  [/http:\/\/127\.0\.0\.1:\d+/gu, '<address>'],
];

/** A text without what differs from run to run. */
export function steady(text: string): string {
  return varying.reduce((changed, [pattern, word]) => changed.replaceAll(pattern, word), text).replaceAll(/[ \t]+$/gmu, '').trim();
}

/** Whether a command printed what the page shows: the same text (a line `...` stands for any), or a line that is the same JSON however it is laid out. */
export function printsAs(shown: { readonly language: string; readonly text: string }, output: string): boolean {
  if (shown.language !== 'json') return patternOf(steady(shown.text)).test(steady(output));
  const expected: unknown = JSON.parse(steady(shown.text));
  return [output, ...output.split('\n')].some((text) => isDeepStrictEqual(parsed(steady(text)), expected));
}

function patternOf(text: string): RegExp {
  return new RegExp(`^${text.split(/^\.\.\.$/mu).map((part) => RegExp.escape(part)).join('.*')}$`, 'su');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
