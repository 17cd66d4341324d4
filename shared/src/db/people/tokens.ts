// API tokens: shown once, stored as SHA-256 only, so that a stolen table opens no door.
import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { ProjectAccess } from '../../ports/client.js';
import { isOneOf } from '../../secrets/is-one-of.js';
import { Prisma, type Database } from '../prisma.js';
import { allOf, pageOf, time, when, type Page, type PageRequest } from '../reads/read-filters.js';

export type Scope = 'read' | 'client' | 'admin';

export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  /** Projects that the token may touch; empty = all. */
  readonly projectIds: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** Who calls, and what they may touch. */
export interface Caller {
  readonly tokenId: string;
  readonly name: string;
  readonly scope: Scope;
  readonly projects: ProjectAccess;
}

/** `last_used_at` is for people who clean up: a minute is exact enough, and a write per request is not worth more. */
const LAST_USED_STEP_MS = 60_000;
/** 256 bits: nobody guesses it, so no slow hash is needed. */
const TOKEN_BYTES = 32;
/** Makes a leaked token recognizable to secret scanners. */
const TOKEN_PREFIX = 'tandem_';
/** The row of ADMIN_TOKEN: one, whatever its value, so that a changed value takes the place of the old one. */
const FIRST_ADMIN_ID = '00000000-0000-7000-8000-000000000001';

/** Makes the configured token the first admin's. A new value ends the old one; a revoked value stays revoked. */
export async function ensureAdminToken(database: Database, token: string): Promise<void> {
  const hash = hashOf(token);
  await database.$executeRaw`
    INSERT INTO api_tokens (id, name, token_hash, scope, project_ids)
    VALUES (${FIRST_ADMIN_ID}::uuid, 'first admin', ${hash}, 'admin', '{}')
    ON CONFLICT (id) DO UPDATE SET token_hash = EXCLUDED.token_hash,
      revoked_at = CASE WHEN api_tokens.token_hash = EXCLUDED.token_hash THEN api_tokens.revoked_at END`;
}

/** Null for every token that opens nothing: unknown, expired or revoked. */
export async function findCaller(database: Database, token: string, now: number): Promise<Caller | null> {
  const hash = hashOf(token);
  const row = await database.apiToken.findUnique({ where: { tokenHash: hash } });
  if (row === null || !isOneOf(hash, [row.tokenHash])) return null;
  if (row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt.getTime() <= now)) return null;
  if (row.lastUsedAt === null || row.lastUsedAt.getTime() <= now - LAST_USED_STEP_MS) {
    await database.apiToken.update({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
  }
  const bound = row.scope !== 'admin' && row.projectIds.length > 0;
  return { tokenId: row.id, name: row.name, scope: row.scope, projects: bound ? row.projectIds : null };
}

export interface NewToken {
  readonly name: string;
  readonly scope: Scope;
  readonly projectIds: readonly string[];
  readonly expiresAt: string | null;
}

/** The only moment at which the token itself is known. */
export async function createToken(
  database: Database,
  { name, scope, projectIds, expiresAt }: NewToken,
): Promise<TokenView & { readonly token: string }> {
  const token = `${TOKEN_PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  const row = await database.apiToken.create({
    data: {
      id: uuid(),
      name,
      scope,
      projectIds: [...projectIds],
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
      tokenHash: hashOf(token),
    },
  });
  return { ...shape(row), token };
}

export async function readToken(database: Database, id: string): Promise<TokenView | null> {
  const row = await database.apiToken.findUnique({ where: { id } });
  return row === null ? null : shape(row);
}

/** Newest first. Keys: the id. */
export async function listTokens(
  database: Database,
  { limit, after }: PageRequest,
): Promise<Page<TokenView>> {
  const rows = await database.$queryRaw<TokenRow[]>`
    SELECT id::text, name, scope::text, project_ids::text[] AS "projectIds", created_at AS "createdAt",
      expires_at AS "expiresAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
    FROM api_tokens WHERE ${allOf([when(after?.[0], (id) => Prisma.sql`id < ${id}::uuid`)])}
    ORDER BY id DESC LIMIT ${limit + 1}`;
  return pageOf(rows, limit, shape, ({ id }) => [id]);
}

/** False where there is no such token. Revoking twice is revoking once. */
export async function revokeToken(database: Database, id: string, now: number): Promise<boolean> {
  const { count } = await database.apiToken.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date(now) },
  });
  return count > 0 || (await database.apiToken.count({ where: { id } })) > 0;
}

function hashOf(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly projectIds: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

function shape(row: TokenRow): TokenView {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    projectIds: row.projectIds,
    createdAt: row.createdAt.toISOString(),
    expiresAt: time(row.expiresAt),
    lastUsedAt: time(row.lastUsedAt),
    revokedAt: time(row.revokedAt),
  };
}
