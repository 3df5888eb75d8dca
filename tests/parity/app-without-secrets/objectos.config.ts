import { parityConfig } from '../app/parity-config.ts';

/** The same business in a world in which nothing of what is hidden exists. */
export default parityConfig({ secrets: false });
