/** What the engine needs of its surroundings; a kernel `Platform` fits it. Keeps the engine on web standards alone. */
export interface Host {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Lower-case hex SHA-256 of the UTF-8 text. */
  sha256(text: string): string;
  /** That many random bytes as lower-case hex. */
  randomHex(bytes: number): string;
  /** A UUIDv7, increasing within this process. */
  uuid(): string;
  /** Runs the task after the current turn of the event loop, so that what arrives in one turn is one group. */
  defer(task: () => void): void;
}
