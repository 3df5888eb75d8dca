/** Values of a template's variables by name, percent-decoded. */
export type Variables = Readonly<Record<string, string>>;

/**
 * A URI with `{variables}`, as RFC 6570 has them: each stands for one segment, percent-encoded. A template without variables
 * matches itself alone.
 */
export class UriTemplate {
  readonly text: string;
  readonly variables: readonly string[];
  readonly #pattern: RegExp;

  constructor(text: string) {
    this.text = text;
    this.variables = Array.from(text.matchAll(variable), ([, name = '']) => name);
    this.#pattern = new RegExp(`^${text.split(variable).map((part, index) => (index % 2 === 0 ? RegExp.escape(part) : '([^\\s/?#{}]+)')).join('')}$`, 'u');
  }

  /** The variables of a URI that has this form; undefined for any other. */
  match(uri: string): Variables | undefined {
    const found = this.#pattern.exec(uri);
    if (found === null) return undefined;
    try {
      return Object.fromEntries(this.variables.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]));
    } catch {
      // A stray percent sign: no URI of ours.
      return undefined;
    }
  }

  /** The URI with these values in place of its variables. */
  expand(variables: Variables): string {
    return expandUri(this.text, variables);
  }
}

/** A template filled in; `{+name}` stands for something that is (part of) a URI already and is taken as it is. */
export function expandUri(template: string, values: Variables): string {
  return template.replaceAll(/\{(\+?)(\w+)\}/gu, (_, asItIs: string, name: string) => (asItIs === '+' ? (values[name] ?? '') : encodeURIComponent(values[name] ?? '')));
}

const variable = /\{(\w+)\}/gu;
