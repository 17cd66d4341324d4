// Runs the tests of one stage in a process of its own, on the rules as they are or with one module swapped.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { repoRoot } from '@tandem/tools/repo-root.js';
import { SWAP_VARIABLE, type SwappedSource } from './run-swapped.js';
import type { Stage } from './test-stages.js';

const RUN_SWAPPED = path.join(import.meta.dirname, 'run-swapped.js');
/** Programs of the model: the first of the fixed row that `make test` plays in full. */
const MODEL_PROGRAMS = 150;

export type Outcome = 'passed' | 'failed' | 'endless';

/** @param cpuSeconds processor time, not the clock's: who uses this much loops for ever, however busy the machine is. */
export async function runStage(
  { files }: Stage,
  cpuSeconds: number,
  swapped?: SwappedSource,
): Promise<Outcome> {
  const child = spawn(
    'sh',
    [
      ...['-c', 'ulimit -t "$0"; exec "$@"', String(cpuSeconds)],
      ...[process.execPath, RUN_SWAPPED],
      ...files,
    ],
    {
      cwd: repoRoot,
      stdio: 'ignore',
      env: {
        ...process.env,
        TANDEM_MODEL_RUNS: String(MODEL_PROGRAMS),
        ...(swapped === undefined ? {} : { [SWAP_VARIABLE]: JSON.stringify(swapped) }),
      },
    },
  );
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (signal === 'SIGXCPU' || signal === 'SIGKILL') return 'endless';
  if (signal !== null) throw new Error(`The tests were ended by ${signal}.`);
  return code === 0 ? 'passed' : 'failed';
}
