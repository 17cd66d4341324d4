// `make mutants`: changes the rules one small thing at a time and runs their unit tests against each; a change that no
// test notices is printed. Works on a copy of the compiled rules, so that nothing else ever sees a mutant.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mutantsOf, type Mutant } from './mutations.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** Inside the repo, so that packages are found; ignored by git, like all that is built. */
const WORK = path.join(ROOT, 'shared', 'dist', '.mutants');
const MOCHA = path.join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
/** A mutant that loops for ever is noticed, too. */
const LONGEST_RUN_MS = 20_000;
const only = process.argv[2] ?? '';

interface Job extends Mutant {
  readonly file: string;
}

const domain = path.join(ROOT, 'shared', 'dist', 'domain');
const jobs: Job[] = readdirSync(domain)
  .filter((file) => file.endsWith('.js') && !file.endsWith('.test.js') && file.includes(only))
  .flatMap((file) => {
    const text = readFileSync(path.join(domain, file), 'utf8');
    return mutantsOf(file, text).map((mutant) => ({ ...mutant, file }));
  });

const survivors: Job[] = [];
const queue = [...jobs];
await Promise.all(Array.from({ length: Math.min(2, os.availableParallelism()) }, (_, lane) => work(lane)));
rmSync(WORK, { recursive: true, force: true });

for (const { file, line, was, is } of survivors) console.log(`survived: ${file}:${line}  ${was}  →  ${is}`);
const killed = jobs.length - survivors.length;
console.log(`${killed} of ${jobs.length} mutants noticed (${((100 * killed) / jobs.length).toFixed(1)} %)`);

async function work(lane: number): Promise<void> {
  const copy = path.join(WORK, String(lane));
  mkdirSync(copy, { recursive: true });
  for (const folder of ['domain', 'text', 'testing']) {
    cpSync(path.join(ROOT, 'shared', 'dist', folder), path.join(copy, folder), { recursive: true });
  }
  for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
    const target = path.join(copy, 'domain', job.file);
    const original = readFileSync(target, 'utf8');
    writeFileSync(target, job.text);
    if (await passes(copy)) survivors.push(job);
    writeFileSync(target, original);
  }
}

async function passes(copy: string): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [
      MOCHA,
      '--bail',
      '--reporter',
      'min',
      path.join(copy, 'domain', '*.test.js'),
      path.join(copy, 'text', '*.test.js'),
    ],
    { stdio: 'ignore', timeout: LONGEST_RUN_MS, killSignal: 'SIGKILL' },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}
