/** How far a figure may miss what is wanted before it is taken for a loss and not for noise: short runs on a busy machine vary so much. */
const noise = 0.3;

/** Holds figures against what is wanted of them. */
export class Gate {
  readonly #missed: string[] = [];

  atLeast(name: string, figure: number, wanted: number): void {
    const least = wanted * (1 - noise);
    if (!(figure >= least)) this.#missed.push(`${name} is ${figure.toFixed(2)}, under ${least.toFixed(2)}`);
  }

  atMost(name: string, figure: number, wanted: number): void {
    const most = wanted * (1 + noise);
    if (!(figure <= most)) this.#missed.push(`${name} is ${figure.toFixed(2)}, over ${most.toFixed(2)}`);
  }

  /** Prints what was missed, and answers how much. */
  report(): number {
    for (const each of this.#missed) process.stdout.write(`gate: ${each}\n`);
    if (this.#missed.length === 0) process.stdout.write(`gate: every figure is within ${noise * 100} % of what is wanted\n`);
    return this.#missed.length;
  }
}
