import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { canonicalDate, canonicalDatetime } from './temporal.ts';

test('a date is a day of the calendar', () => {
  for (const day of ['2026-01-31', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31']) assert.equal(canonicalDate(day), day);
  for (const wrong of ['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '20260101', '0000-01-01', '+002026-01-01', '']) {
    assert.equal(canonicalDate(wrong), undefined, wrong);
  }
});

test('a point in time becomes UTC with milliseconds', () => {
  const written = {
    '2026-01-01T10:30:00Z': '2026-01-01T10:30:00.000Z', '2026-01-01T10:30:00.123456+02:00': '2026-01-01T08:30:00.123Z',
    '2026-01-01 10:30Z': '2026-01-01T10:30:00.000Z', '2026-01-01t00:00:00-23:59': '2026-01-01T23:59:00.000Z', '2026-01-01': '2026-01-01T00:00:00.000Z',
    '0099-01-01T00:00:00Z': '0099-01-01T00:00:00.000Z',
  };
  for (const [text, canonical] of Object.entries(written)) assert.equal(canonicalDatetime(text), canonical, text);
});

test('a point in time without its offset, or outside four-digit years, is none', () => {
  const wrong = ['2026-01-01T10:30:00', '2026-02-30T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T23:60Z', '2026-01-01T23:59:60Z', '9999-12-31T23:59:59-01:00', '0001-01-01T00:00:00+01:00', 'now', ''];
  for (const text of wrong) assert.equal(canonicalDatetime(text), undefined, text);
});

test('what is canonical stays as it is', () => {
  fc.assert(fc.property(fc.date({ min: new Date('0001-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }), (date) => {
    assert.equal(canonicalDatetime(date.toISOString()), date.toISOString());
  }));
});
