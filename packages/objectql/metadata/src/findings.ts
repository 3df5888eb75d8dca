import { adviceIn } from './advice.ts';
import type { Advice } from './advice.ts';
import type { MetadataErrorCode } from './errors.ts';
import type { Checked, Issue } from './issue.ts';
import { messageText } from './message-text.ts';
import { originAt } from './origin.ts';
import type { Origin, Path } from './origin.ts';
import type { Source } from './source.ts';

/** Collects issues of one value, each with the place where it was written. Views of parts share the list. */
export class Findings {
  readonly #origin: Origin;
  readonly #issues: Issue[];

  constructor(origin: Origin, issues: Issue[] = []) {
    this.#origin = origin;
    this.#issues = issues;
  }

  get issues(): readonly Issue[] {
    return this.#issues;
  }

  /** A view of a part: its paths begin there. */
  at(...path: Path): Findings {
    return new Findings(originAt(this.#origin, path), this.#issues);
  }

  source(path: Path = []): Source {
    return this.#origin.source(path);
  }

  fault(code: MetadataErrorCode, message: string, place: { readonly path?: Path; readonly hint?: Advice | undefined } = {}): void {
    this.#add('fault', code, message, place);
  }

  warn(code: MetadataErrorCode, message: string, place: { readonly path?: Path; readonly hint?: Advice | undefined } = {}): void {
    this.#add('warning', code, message, place);
  }

  /** A fault at a place that a descriptor remembers. */
  faultAt(source: Source, code: MetadataErrorCode, message: string, hint?: Advice): void {
    this.#issues.push({ code, severity: 'fault', message: messageText(message), source, ...adviceIn(hint) });
  }

  /** Issues found elsewhere, as they are. */
  add(issues: readonly Issue[]): void {
    this.#issues.push(...issues);
  }

  /** The value, unless a fault was found. Names that refer to nothing leave all of it to be judged further; other faults have left parts out. */
  checked<T>(value: T | undefined): Checked<T> {
    const issues = this.#issues;
    const faults = issues.filter(({ severity }) => severity === 'fault');
    if (value === undefined || faults.some(({ code }) => code !== 'METADATA_REFERENCE')) return { ok: false, issues };
    return faults.length > 0 ? { ok: false, issues, partial: value } : { ok: true, value, issues };
  }

  #add(severity: Issue['severity'], code: MetadataErrorCode, message: string, place: { readonly path?: Path; readonly hint?: Advice | undefined }): void {
    this.#issues.push({ code, severity, message: messageText(message), source: this.source(place.path ?? []), ...adviceIn(place.hint) });
  }
}
