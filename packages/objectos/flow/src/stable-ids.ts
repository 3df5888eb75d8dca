/**
 * Ids for the rows that a decision adds: taken when first asked for and the same for every further run, so that a decision
 * taken twice drafts the same rows.
 */
export function stableIds(newId: () => string): (index: number) => string {
  const taken: string[] = [];
  return (index) => {
    while (taken.length <= index) taken.push(newId());
    return taken[index] as string;
  };
}
