// Starts a program with its output in a file, and ends it by the pid it started: gently first, then for good.
// The file is handed to the program itself, so it goes on logging when we die.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { endProcess, identify, signal, type ProcessIdentity } from './process-identity.js';

const LARGEST_LOG = 20 * 1024 * 1024; // bytes

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the program: nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  readonly runAs?: { readonly uid: number; readonly gid: number } | undefined;
  /** The signal that asks it to end; SIGTERM unless told. */
  readonly stopSignal?: NodeJS.Signals;
  /** Told as soon as it runs, long before it is ready: so that nobody loses sight of a slow starter. */
  readonly spawned?: Spawned | undefined;
}

export type Spawned = (running: RunningProcess) => void;

export interface RunningProcess {
  readonly name: string;
  readonly identity: ProcessIdentity;
  readonly logFile: string;
  /** The last lines it wrote itself, not those of an earlier run in the same file. */
  lastLines(count?: number): string;
  /** Resolves when it has ended, with how: "code 1", "SIGKILL". */
  readonly ended: Promise<string>;
  /** How it ended, once it has. */
  endedWith(): string | undefined;
  /** Sends a signal and does not wait. */
  signal(name: NodeJS.Signals): void;
  /** Asks it to end, kills it after `graceMs` (10 s unless told), and resolves when it is gone. */
  stop(graceMs?: number): Promise<void>;
}

/** Rejects when the program cannot be started at all. */
export async function startProcess(spec: ProcessSpec): Promise<RunningProcess> {
  const { log, alreadyThere } = openLog(spec.logFile);
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    stdio: ['ignore', log, log],
    ...(spec.runAs ?? {}),
  });
  closeSync(log);
  let endedWith: string | undefined;
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, cause) => {
      endedWith = code === null ? (cause ?? 'an unknown cause') : `code ${code}`;
      resolve(endedWith);
    });
  });
  await once(child, 'spawn');
  const pid = child.pid ?? 0; // set once 'spawn' has come
  const identity = identify(pid) ?? { pid, startedAt: 'ended at once' };
  const running: RunningProcess = {
    name: spec.name,
    identity,
    logFile: spec.logFile,
    lastLines: (count = 15) => linesAfter(spec.logFile, alreadyThere).slice(-count).join('\n'),
    ended,
    endedWith: () => endedWith,
    signal: (name) => {
      signal(identity, name);
    },
    stop: async (graceMs = 10_000) => {
      await endProcess(identity, { graceMs, with: spec.stopSignal ?? 'SIGTERM' });
      if (endedWith === undefined) await ended;
    },
  };
  spec.spawned?.(running);
  return running;
}

/** A log that has grown large is set aside first, in the place of the one set aside before. */
function openLog(file: string): { log: number; alreadyThere: number } {
  mkdirSync(path.dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) renameSync(file, `${file}.old`);
  const log = openSync(file, 'a');
  return { log, alreadyThere: fstatSync(log).size };
}

function linesAfter(file: string, offset: number): string[] {
  try {
    return readFileSync(file).subarray(offset).toString('utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}
