import type { Session } from './authenticator.ts';
import type { Context, Progress, Surface } from './context.ts';
import type { Platform } from './platform.ts';

export interface ContextOptions {
  readonly surface: Surface;
  /** A new UUIDv7 where absent. */
  readonly requestId?: string | undefined;
  /** Milliseconds since 1970. */
  readonly deadline?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((progress: Progress) => void) | undefined;
  readonly commandKey?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

/** The context of one call of a session: who (from the session), through what and until when (from the surface). */
export function createContext(session: Session, options: ContextOptions, platform: Platform): Context {
  const context: { -readonly [K in keyof Context]: Context[K] } = {
    tenant: session.tenant,
    principal: session.principal,
    actors: session.actors,
    onBehalfOf: null,
    narrowing: session.narrowing,
    surface: options.surface,
    requestId: options.requestId ?? platform.uuid(),
    time: platform.now(),
  };
  if (session.expiresAt !== undefined) context.sessionExpiresAt = session.expiresAt;
  if (options.deadline !== undefined) context.deadline = options.deadline;
  if (options.signal !== undefined) context.signal = options.signal;
  if (options.progress !== undefined) context.progress = options.progress;
  if (options.commandKey !== undefined) context.commandKey = options.commandKey;
  if (options.dryRun !== undefined) context.dryRun = options.dryRun;
  return context;
}
