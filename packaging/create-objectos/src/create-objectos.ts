import { spawnSync } from 'node:child_process';
import { InvalidTarget, scaffold } from './scaffold.ts';

const help = `Makes a new ObjectOS app: objects, a flow, roles, a test and a README.

  npm create objectos <folder>

  --no-install   write the files and leave "npm install" to you
  --help         this text

Exit codes: 0 the app is there, 1 it is not.
`;

/** Answers the exit code. What it tells goes to standard output, what is wrong to standard error. */
export function createObjectos(words: readonly string[]): number {
  const options = words.filter((word) => word.startsWith('-'));
  const [folder, ...more] = words.filter((word) => !word.startsWith('-'));
  const unknown = options.filter((option) => !['--no-install', '--help', '-h'].includes(option));
  if (options.includes('--help') || options.includes('-h')) return tell(help);
  if (unknown.length > 0) return refuse(`There is no option ${unknown.join(', ')}.\n\n${help}`);
  if (folder === undefined || more.length > 0) return refuse(`Name one folder for the app.\n\n${help}`);
  try {
    const { files, ...made } = scaffold(folder);
    tell(files.map((file) => `  ${file}\n`).join(''));
    if (!options.includes('--no-install') && !installs(made.folder)) return refuse(`The files are written; "npm install" in ${folder} failed. Run it again there.\n`);
    const steps = [`cd ${folder}`, ...options.includes('--no-install') ? ['npm install'] : [], 'npm start'];
    return tell(`\nDone. Next:\n\n${steps.map((step) => `  ${step}\n`).join('')}\nIts README.md says what is there and what to try.\n`);
  } catch (error) {
    if (error instanceof InvalidTarget) return refuse(`${error.message}\n`);
    throw error;
  }
}

function installs(folder: string): boolean {
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  return status === 0;
}

function tell(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

function refuse(text: string): 1 {
  process.stderr.write(text);
  return 1;
}
