import { enableCompileCache } from 'node:module';

// Half of the time that a thread takes to be ready.
enableCompileCache();
await import('./metadata-worker.ts');
