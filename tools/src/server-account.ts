// PostgreSQL refuses to run as root. When we are root it runs as the system's `postgres`, or as `nobody`, which
// every system has: no account is added to anybody's machine.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Undefined when we are not root: the server then runs as we do. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = accountOf('postgres') ?? accountOf('nobody');
  if (account === undefined)
    throw new Error('PostgreSQL cannot run as root, and there is neither postgres nor nobody.');
  return account;
}

function accountOf(name: string): Account | undefined {
  try {
    const ask = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}

/** Whether the account may walk down to this place. A place not made yet counts like the nearest one that is. */
export function canReach(account: Account, place: string): boolean {
  const folder = path.dirname(path.resolve(place));
  return maySearch(account, folder) && (folder === path.dirname(folder) || canReach(account, folder));
}

function maySearch(account: Account, folder: string): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return true;
  if (stat.uid === account.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === account.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}
