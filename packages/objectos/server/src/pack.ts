import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Pack } from '@objectos/rest';

/** Gzip, made beside the event loop. */
export const pack: Pack = promisify(gzip);
