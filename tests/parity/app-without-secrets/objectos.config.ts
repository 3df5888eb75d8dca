import { parityConfig } from '../app/parity-config.ts';

/** The same business in a world in which nothing of what is hidden exists. */
// oxlint-disable-next-line import/no-default-export -- the command line asks for it
export default parityConfig({ secrets: false });
