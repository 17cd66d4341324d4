// What is running, on disk, for the commands that come later. Processes are named by pid and start, so that a
// file that outlived its stack leads nobody to stop a stranger's program.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning, type ProcessIdentity } from './process-identity.js';
import type { StackConfig } from './stack-config.js';
import { stackFiles } from './stack-files.js';

export interface StackStep {
  readonly name: string;
  readonly tookMs: number;
}

export interface StackProcess {
  readonly name: string;
  readonly identity: ProcessIdentity;
  readonly logFile: string;
  readonly restarts: number;
}

export interface LocalStack {
  readonly mode: 'local';
  readonly supervisor: ProcessIdentity;
  /** What was built when it started, by fingerprintBuild. */
  readonly build: string;
  readonly phase: 'starting' | 'running' | 'failed' | 'stopping';
  readonly steps: readonly StackStep[];
  readonly processes: readonly StackProcess[];
  readonly urls: StackUrls;
  readonly simulator: boolean;
  readonly queue: 'redis' | 'postgres';
  readonly problem?: string;
}

export interface DockerStack {
  readonly mode: 'docker';
  /** ["docker", "compose"] or ["docker-compose"]. */
  readonly compose: readonly string[];
  readonly urls: StackUrls;
  readonly simulator: boolean;
}

export interface StackUrls {
  readonly ingest: string;
  readonly worker: string;
  readonly github: string;
}

export function urlsOf(config: StackConfig): StackUrls {
  return {
    ingest: `http://127.0.0.1:${config.ingestPort}`,
    worker: `http://127.0.0.1:${config.workerPort}`,
    github: `http://127.0.0.1:${config.simulatorPort}`,
  };
}

export type Stack = LocalStack | DockerStack;

export function readStack(): Stack | undefined {
  try {
    return JSON.parse(readFileSync(stackFiles.state, 'utf8')) as Stack;
  } catch {
    return undefined;
  }
}

/** Written beside and moved: a reader never sees half a file. */
export function writeStack(stack: Stack): void {
  mkdirSync(path.dirname(stackFiles.state), { recursive: true });
  writeFileSync(`${stackFiles.state}.new`, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${stackFiles.state}.new`, stackFiles.state);
}

export function forgetStack(): void {
  rmSync(stackFiles.state, { force: true });
}

export function isAlive(stack: Stack): boolean {
  return stack.mode === 'docker' || isRunning(stack.supervisor);
}
