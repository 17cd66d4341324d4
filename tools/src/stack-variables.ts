// The variables a stack is started with: those of the shell, and those of .env that the shell does not set.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnvFile } from './env-file.js';
import { repoRoot } from './repo-root.js';
import type { Variables } from './stack-config.js';

export function stackVariables(shell: NodeJS.ProcessEnv): Variables {
  const file = path.join(repoRoot, '.env');
  const kept = existsSync(file) ? parseEnvFile(readFileSync(file, 'utf8')) : {};
  // Empty is unset: compose files and make pass "nothing" that way, and it must not hide what .env says.
  const given = Object.fromEntries(
    Object.entries(shell).filter(([, value]) => value !== undefined && value !== ''),
  );
  return { ...kept, ...given };
}
