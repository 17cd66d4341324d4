// Secrets that nobody set outside production: made once and kept beside the local data, readable by the owner alone.
// Both services may ask at the same moment; the one that creates the file decides, the other reads it.
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export const LOCAL_FOLDER = '.local';

/** 256 bits, so that the secret serves as a key as well as a token. */
const SECRET_BYTES = 32;

export function localSecret(name: 'app-secret' | 'admin-token', folder = LOCAL_FOLDER): string {
  const file = path.join(folder, name);
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file); // whole or not at all: a reader never sees half a secret
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return readFileSync(file, 'utf8').trim();
}
