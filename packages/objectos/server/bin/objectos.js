#!/usr/bin/env node
// Plain JavaScript that every Node understands, so that an old one gets a sentence and not a syntax error.
const oldest = 24;
if (Number.parseInt(process.versions.node, 10) < oldest) {
  console.error(`ObjectOS needs Node ${oldest} or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}
// Compiled code is kept between runs: half the start, and no type stripper in memory.
const { enableCompileCache } = await import('node:module');
enableCompileCache();
await import('../src/bin.ts');
