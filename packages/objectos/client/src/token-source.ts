import type { TokenProvider } from './client-options.ts';

/** The token in use. However many calls find it missing or refused at once, the provider is asked once. */
export class TokenSource {
  readonly #provider: TokenProvider | undefined;
  #current: string | undefined;
  #asked: Promise<string> | undefined;

  constructor(token: string | TokenProvider) {
    this.#provider = typeof token === 'string' ? undefined : token;
    this.#current = typeof token === 'string' ? token : undefined;
  }

  current(): string | Promise<string> {
    return this.#current ?? this.#ask();
  }

  /** The token to try after this one was refused; the same one where there is no other. */
  after(refused: string): string | Promise<string> {
    if (this.#provider === undefined) return refused;
    return this.#current === undefined || this.#current === refused ? this.#ask(refused) : this.#current;
  }

  #ask(refused?: string): Promise<string> {
    this.#asked ??= this.#answer(refused);
    return this.#asked;
  }

  async #answer(refused: string | undefined): Promise<string> {
    try {
      this.#current = await this.#provider?.(refused) ?? '';
      return this.#current;
    } finally {
      this.#asked = undefined;
    }
  }
}
