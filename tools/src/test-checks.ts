// The checks that are no tests: format, lint, module law. Types are checked by the build that came before. Each
// counts as one passed or one failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { repoRoot } from './repo-root.js';
import type { Tally } from './test-mocha.js';

export interface Check {
  readonly name: string;
  readonly script: string;
  /** Skipped, aloud, while this file is missing. */
  readonly needs?: string;
}

export const CHECKS: readonly Check[] = [
  { name: 'format', script: 'format:check' },
  { name: 'lint', script: 'lint' },
  { name: 'module law', script: 'law', needs: '.dependency-cruiser.cjs' },
];

export async function runCheck({ name, script, needs }: Check): Promise<Tally> {
  console.log(`\n── ${name}`);
  if (needs !== undefined && !existsSync(path.join(repoRoot, needs))) {
    console.log(`Skipped: ${needs} is missing.`);
    return { name, passed: 0, failed: 0, pending: 1, tookMs: 0 };
  }
  const since = performance.now();
  const child = spawn('npm', ['run', '--silent', script], { cwd: repoRoot, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  const passed = code === 0 ? 1 : 0;
  return { name, passed, failed: 1 - passed, pending: 0, tookMs: performance.now() - since };
}
