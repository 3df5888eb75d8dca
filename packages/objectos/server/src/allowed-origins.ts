import { asOrigins } from '@objectos/rest';
import type { AppConfig } from './app-config.ts';
import { UsageError, textOption } from './command.ts';
import type { Given } from './command.ts';

/** Origins whose pages may call REST: what the operator says goes before what the app says. Throws a `Fault` or a `UsageError`. */
export function allowedOrigins(given: Given, { origins = [] }: AppConfig): readonly string[] {
  const listed = textOption(given, 'origin') ?? process.env['OBJECTOS_ORIGIN'];
  if (listed !== undefined) return asOrigins(listed.split(',').map((each) => each.trim()).filter((each) => each !== ''));
  if (!Array.isArray(origins)) throw new UsageError("`origins` of the app must be a list, such as ['https://app.example.com'].");
  return asOrigins(origins);
}
