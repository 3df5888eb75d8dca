/** Candidates close enough to be what was meant, nearest first. Of `subject.verb` one half must be the same: what is near in both does something else. */
export function nearestNames(name: string, candidates: Iterable<string>): string[] {
  const [subject, verb] = halvesOf(name);
  const near = [...candidates].flatMap((candidate) => {
    const [ofSubject, ofVerb] = halvesOf(candidate);
    if (ofSubject !== subject && ofVerb !== verb) return [];
    const [wanted, offered] = ofSubject === subject ? [verb, ofVerb] : [subject, ofSubject];
    const most = Math.max(1, Math.floor(wanted.length / 3));
    const distance = Math.abs(offered.length - wanted.length) > most ? Infinity : editDistance(wanted, offered);
    return distance <= most ? [{ candidate, distance }] : [];
  });
  return near.toSorted((a, b) => a.distance - b.distance).map((each) => each.candidate);
}

function halvesOf(name: string): readonly [subject: string, verb: string] {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? [name.toLowerCase(), ''] : [name.slice(0, dot).toLowerCase(), name.slice(dot + 1).toLowerCase()];
}

/** Edits from one text to the other: insert, delete, replace, or swap two neighbours (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let [beforeLast, last] = [[] as number[], Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      let best = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [beforeLast, last] = [last, row];
  }
  return last[to.length] ?? 0;
}
