// `node packaging/keep-placed.ts <npm> <staged> <folder>`, started by prepack.ts and on its own from then on: places a package in its
// folder and puts back what stood there as soon as npm has ended, however it ended, or when it is told to, before the next package.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { discard, noted, notes } from './packing.ts';
import { place, putBack } from './place.ts';
import { isNpm } from './processes.ts';

const [npm, staged = '', folder = ''] = process.argv.slice(2);
process.once('SIGTERM', () => {
  putBack(notes);
  process.exit();
});
try {
  if (noted('npm') !== Number(npm)) throw new Error('npm ended before the package was placed.');
  writeFileSync(join(notes, 'keeper'), String(process.pid));
  place(staged, folder, notes);
  setInterval(putBackAfterNpm, 20);
  tell('placed');
} catch (error) {
  putBack(notes);
  tell((error as Error).message);
}

function putBackAfterNpm(): void {
  if (isNpm(Number(npm))) return;
  putBack(notes);
  discard();
  process.exit();
}

/** Tells prepack.ts. When that was killed meanwhile there is nobody to tell, and npm ends too. */
function tell(text: string): void {
  process.send?.(text, undefined, undefined, () => {
    if (process.connected) process.disconnect();
  });
}
