import type { Displaced, JournalScan } from './journal-scan.ts';
import type { Finding, TamperKind } from './journal-verdict.ts';

/**
 * Names what was done to a journal from the oddities of a scan. Entries carry their number in the sealed header, so what is
 * in which place tells more than the chain alone: a number nobody says was removed, one that two say was inserted, and
 * numbers that changed places were reordered. What only breaks a link was changed.
 */
export function findTampering(scan: JournalScan): readonly Finding[] {
  const [numbered, unreadable] = [scan.displaced.filter(isNumbered), scan.displaced.filter((each) => !isNumbered(each))];
  const moved = placesOf(numbered, new Set(numbered.map(({ seq }) => seq)), scan.lastSaid);
  const findings: Finding[] = [
    ...scan.gaps.map(({ first, last }) => finding('removed', first, last)),
    ...ranges(moved.removed).map(({ first, last }) => finding('removed', first, last)),
    ...moved.inserted.map((seq) => finding('inserted', seq)),
    ...(moved.reordered.length > 0 ? [reordered(moved.reordered)] : []),
    ...scan.changedPayloads.map((seq) => finding('changed', seq)),
    ...unreadable.map(({ seq }) => finding('changed', seq)),
    ...scan.brokenLinks.filter(({ previousInPlace }) => previousInPlace).map(({ seq }) => finding('changed', seq)),
  ];
  const [oddest] = [...scan.brokenLinks, ...scan.displaced];
  if (findings.length === 0 && oddest !== undefined) findings.push(finding('changed', oddest.seq));
  return once(findings);
}

function isNumbered({ says }: Displaced): boolean {
  return says >= 1;
}

/** What the displaced entries say of the places between them. */
function placesOf(displaced: readonly Displaced[], places: ReadonlySet<number>, lastSaid: number) {
  const said = new Map<number, number>();
  for (const { says } of displaced) said.set(says, (said.get(says) ?? 0) + 1);
  const most = Math.max(lastSaid, ...displaced.slice(-1).map(({ says }) => says));
  const removed = [...places].filter((place) => !said.has(place) && place <= most).toSorted((a, b) => a - b);
  const lastPlace = Math.max(0, ...places);
  const inserted = [...said].filter(([says, times]) => times > 1 || (!places.has(says) && says <= lastPlace)).map(([says]) => says);
  const explained = removed.length > 0 || inserted.length > 0;
  return { removed, inserted, reordered: explained ? [] : displaced.map(({ seq }) => seq) };
}

const messages: Readonly<Record<'changed' | 'removed' | 'inserted', (range: string) => string>> = {
  changed: (range) => `Entry ${range} is not what was sealed: it, or the hash of the one before it, was changed.`,
  removed: (range) => `Entry ${range} is missing.`,
  inserted: (range) => `Two entries claim to be number ${range}: one was inserted.`,
};

export function finding(kind: keyof typeof messages, seq: number, last = seq, stream: Finding['stream'] = 'journal'): Finding {
  const range = last === seq ? `${seq}` : `${seq} to ${last}`;
  return { kind, stream, seq, ...(last === seq ? {} : { last }), message: messages[kind](range) };
}

function reordered(places: readonly number[]): Finding {
  const [seq = 0] = places;
  const last = places.at(-1) ?? seq;
  return { kind: 'reordered', stream: 'journal', seq, last, message: `Entries between ${seq} and ${last} are not in the order in which they were sealed: ${places.slice(0, 10).join(', ')}${places.length > 10 ? ', ...' : ''}.` };
}

function ranges(numbers: readonly number[]): readonly { first: number; last: number }[] {
  const found: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const current = found.at(-1);
    if (current !== undefined && current.last === number - 1) current.last = number;
    else found.push({ first: number, last: number });
  }
  return found;
}

/** One finding per entry: what says more than "changed" wins, since it comes first. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const told = new Set<number>();
  const specific: ReadonlySet<TamperKind> = new Set(['removed', 'inserted', 'reordered']);
  return findings.filter(({ kind, seq }) => {
    if (specific.has(kind) || !told.has(seq)) {
      told.add(seq);
      return true;
    }
    return false;
  });
}
