import { parityConfig } from './parity-config.ts';

// oxlint-disable-next-line import/no-default-export -- the command line asks for it
export default parityConfig({ secrets: true });
