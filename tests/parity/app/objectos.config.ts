import { parityConfig } from './parity-config.ts';

export default parityConfig({ secrets: true });
