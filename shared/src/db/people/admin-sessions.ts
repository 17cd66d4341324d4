// Sessions of the dashboard. A session is worth what its token is worth: with the token revoked, expired or changed, it
// is over too. The cookie's value is not stored, only its SHA-256.
import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../prisma.js';
import type { Caller } from './tokens.js';

/** A working day: whoever leaves a browser open has signed out by the next morning. */
export const SESSION_LIFETIME_MS = 12 * 60 * 60_000;
const SESSION_BYTES = 32;

/** Returns the cookie's value. Clears away the sessions that are over. */
export async function beginSession(database: Database, tokenId: string, now: number): Promise<string> {
  const secret = randomBytes(SESSION_BYTES).toString('base64url');
  await database.$executeRaw`DELETE FROM admin_sessions WHERE expires_at <= ${new Date(now)}`;
  await database.$executeRaw`
    INSERT INTO admin_sessions (session_hash, token_id, token_hash, created_at, expires_at)
    SELECT ${hashOf(secret)}, id, token_hash, ${new Date(now)}, ${new Date(now + SESSION_LIFETIME_MS)}
    FROM api_tokens WHERE id = ${tokenId}::uuid`;
  return secret;
}

/** Null for every session that is over or never was. */
export async function findSession(database: Database, secret: string, now: number): Promise<Caller | null> {
  const [row] = await database.$queryRaw<SessionRow[]>`
    SELECT t.id::text, t.name, t.scope::text, t.project_ids::text[] AS projects
    FROM admin_sessions s JOIN api_tokens t ON t.id = s.token_id AND t.token_hash = s.token_hash
    WHERE s.session_hash = ${hashOf(secret)} AND s.expires_at > ${new Date(now)} AND t.revoked_at IS NULL
      AND (t.expires_at IS NULL OR t.expires_at > ${new Date(now)})`;
  if (row === undefined) return null;
  const bound = row.scope !== 'admin' && row.projects.length > 0;
  return { tokenId: row.id, name: row.name, scope: row.scope, projects: bound ? row.projects : null };
}

export async function endSession(database: Database, secret: string): Promise<void> {
  await database.$executeRaw`DELETE FROM admin_sessions WHERE session_hash = ${hashOf(secret)}`;
}

function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

interface SessionRow {
  readonly id: string;
  readonly name: string;
  readonly scope: Caller['scope'];
  readonly projects: readonly string[];
}
