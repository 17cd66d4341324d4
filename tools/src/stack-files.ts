// Where a local stack keeps what it owns: everything under .local, so that deleting it is a fresh start.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repoRoot } from './repo-root.js';
import { canReach, serverAccount } from './server-account.js';

const local = path.join(repoRoot, '.local');

export const stackFiles = {
  root: local,
  logs: path.join(local, 'logs'),
  state: path.join(local, 'run', 'stack.json'),
  redis: path.join(local, 'redis'),
  simulator: path.join(local, 'github-sim'),
  simulatorEnv: path.join(local, 'github-sim', 'app.env'),
  adminToken: path.join(local, 'admin-token'),
  appSecret: path.join(local, 'app-secret'),
  postgresPassword: path.join(local, 'postgres-password'),
} as const;

export function logFileOf(name: string): string {
  return path.join(stackFiles.logs, `${name}.log`);
}

/**
 * .local/postgres, except for root in a checkout that the server's account cannot walk to (/root is closed):
 * then a folder under /var/lib, named after the checkout.
 */
export function postgresDataDir(): string {
  const account = serverAccount();
  const usual = path.join(local, 'postgres');
  if (account === undefined || canReach(account, usual)) return usual;
  const name = `${path.basename(repoRoot)}-${createHash('sha256').update(repoRoot).digest('hex').slice(0, 8)}`;
  return path.join('/var/lib/tandem', name, 'postgres');
}

/** The secret in this file, made when there is none: 32 random bytes, readable by the owner alone. */
export function keptSecret(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    try {
      // wx: whoever else makes it at this moment wins, and we read theirs.
      writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if (!existsSync(file)) throw error;
    }
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret === '') throw new Error(`${file} is empty: delete it, and a new one is made.`);
  return secret;
}
