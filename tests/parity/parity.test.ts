import { startServer } from './harness/server-process.ts';
import { testParity } from './parity-table.ts';

testParity(() => startServer('app'));
