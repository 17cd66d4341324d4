// One mocha run in a process of its own, with its readable output, and its counts by way of a file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { repoRoot } from './repo-root.js';

export interface Tally {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
  readonly tookMs: number;
}

export interface MochaRun {
  readonly name: string;
  readonly files: readonly string[];
  readonly grep: string | undefined;
  /** A folder for the counts. */
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
  /** A module with mochaHooks. */
  readonly fixture?: string;
  /** How many files run side by side, each in a process that shares nothing with the others. 1 unless told. */
  readonly jobs?: number;
}

const TIMEOUT_MS = 30_000;

export async function runMocha({
  name,
  files,
  grep,
  scratch,
  env,
  fixture,
  jobs = 1,
}: MochaRun): Promise<Tally> {
  console.log(`\n── ${name}`);
  if (files.length === 0) {
    console.log('There are none yet.');
    return { name, passed: 0, failed: 0, pending: 0, tookMs: 0 };
  }
  const output = path.join(scratch, 'counts.json');
  rmSync(output, { force: true });
  const mocha = createRequire(path.join(repoRoot, 'package.json')).resolve('mocha/bin/mocha.js');
  const args = [
    '--exit', // a handle left open must not hold up the count
    ...['--timeout', String(TIMEOUT_MS)],
    ...['--reporter', path.join(import.meta.dirname, 'summary-reporter.cjs')],
    ...['--reporter-option', `output=${output}`],
    ...(fixture === undefined ? [] : ['--require', path.join(repoRoot, fixture)]),
    ...(grep === undefined ? [] : ['--grep', grep]),
    ...(jobs === 1 ? [] : ['--parallel', '--jobs', String(jobs)]),
    ...files,
  ];
  const since = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', mocha, ...args], {
    cwd: repoRoot,
    env,
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return { name, ...countsIn(output, code), tookMs: performance.now() - since };
}

export function addUp(tallies: readonly Tally[]): { passed: number; failed: number } {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** A run that ended before it could count (a file that does not load, a crash) is one failure at least. */
function countsIn(output: string, code: number | null): Pick<Tally, 'passed' | 'failed' | 'pending'> {
  try {
    const counts = JSON.parse(readFileSync(output, 'utf8')) as Pick<Tally, 'passed' | 'failed' | 'pending'>;
    return code === 0 ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
  } catch {
    console.error('mocha ended before its last test; the lines above say why.');
    return { passed: 0, failed: 1, pending: 0 };
  }
}
