// Our users, and the GitHub accounts that are theirs. An account belongs to at most one user.
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, containing, pageOf, when, type Page, type PageRequest } from '../reads/read-filters.js';

export interface GithubAccountView {
  readonly id: string;
  /** GitHub's id. */
  readonly externalId: string;
  readonly login: string;
  /** Null: a placeholder that nobody has claimed. */
  readonly userId: string | null;
  /** Whether writes can be made in this account's name. */
  readonly connected: boolean;
}

/** A user's connection to GitHub, as far as there is or was one. */
export interface ConnectionView {
  readonly login: string;
  /** False: what the user writes goes in the app's name, for the reason in `problem`. */
  readonly connected: boolean;
  readonly since: string;
  /** The last write that could not be made in the user's name, and why. */
  readonly problem: { readonly code: string; readonly message: string; readonly at: string } | null;
}

export interface UserView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly github: ConnectionView | null;
  readonly githubAccounts: readonly GithubAccountView[];
}

export async function createUser(db: Queryable, id: string, name: string): Promise<void> {
  await db.$executeRaw`INSERT INTO users (id, name) VALUES (${id}::uuid, ${name}) ON CONFLICT (id) DO NOTHING`;
}

export async function readUser(db: Queryable, id: string): Promise<UserView | null> {
  const [row] = await db.$queryRaw<UserRow[]>`${SELECT_USERS} WHERE u.id = ${id}::uuid`;
  return row === undefined ? null : toUser(row);
}

/** Newest first. Keys: the id. */
export async function listUsers(db: Queryable, { limit, after }: PageRequest): Promise<Page<UserView>> {
  const rows = await db.$queryRaw<UserRow[]>`
    ${SELECT_USERS} WHERE ${allOf([when(after?.[0], (id) => Prisma.sql`u.id < ${id}::uuid`)])}
    ORDER BY u.id DESC LIMIT ${limit + 1}`;
  return pageOf(rows, limit, toUser, ({ id }) => [id]);
}

/** Newest first. Keys: the id. */
export async function listAccounts(
  db: Queryable,
  filter: { readonly claimed?: boolean | undefined; readonly q?: string | undefined },
  { limit, after }: PageRequest,
): Promise<Page<GithubAccountView>> {
  const rows = await db.$queryRaw<GithubAccountView[]>`
    SELECT ${ACCOUNT_COLUMNS} FROM github_users g WHERE ${allOf([
      when(filter.claimed, (claimed) =>
        claimed ? Prisma.sql`g.user_id IS NOT NULL` : Prisma.sql`g.user_id IS NULL`,
      ),
      when(filter.q, (q) => Prisma.sql`g.login ILIKE ${containing(q)}`),
      when(after?.[0], (id) => Prisma.sql`g.id < ${id}::uuid`),
    ])} ORDER BY g.id DESC LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    (row) => row,
    ({ id }) => [id],
  );
}

/** The account that nobody else has; `taken` where somebody does. Claiming one's own again changes nothing. */
export async function claimAccount(
  db: Queryable,
  userId: string,
  login: string,
): Promise<'claimed' | 'taken' | 'unknown'> {
  const claimed = await db.$executeRaw`
    UPDATE github_users SET user_id = ${userId}::uuid, updated_at = now()
    WHERE lower(login) = lower(${login}) AND (user_id IS NULL OR user_id = ${userId}::uuid)`;
  if (claimed > 0) return 'claimed';
  const held = await db.$queryRaw<unknown[]>`SELECT 1 FROM github_users WHERE lower(login) = lower(${login})`;
  return held.length > 0 ? 'taken' : 'unknown';
}

/** False where the user has no such account. It is a placeholder again, and nothing is written in its name any more. */
export async function releaseAccount(db: Queryable, userId: string, accountId: string): Promise<boolean> {
  const released = await db.$executeRaw`
    UPDATE github_users SET user_id = NULL, sealed_tokens = NULL, token_version = token_version + 1,
      renewing_until = NULL, connected_at = NULL, problem = NULL, updated_at = now()
    WHERE id = ${accountId}::uuid AND user_id = ${userId}::uuid`;
  return released > 0;
}

const ACCOUNT_COLUMNS = Prisma.sql`g.id::text, g.external_id::text AS "externalId", g.login,
  g.user_id::text AS "userId", g.sealed_tokens IS NOT NULL AS connected`;

const SELECT_USERS = Prisma.sql`
  SELECT u.id::text, u.name, u.created_at, coalesce(accounts.list, '[]') AS accounts, connection.*
  FROM users u LEFT JOIN LATERAL (
    SELECT json_agg(a ORDER BY a.login) AS list FROM (
      SELECT ${ACCOUNT_COLUMNS} FROM github_users g WHERE g.user_id = u.id) a) accounts ON TRUE
  LEFT JOIN LATERAL (
    SELECT g.login, g.sealed_tokens IS NOT NULL AS connected, g.connected_at, g.problem FROM github_users g
    WHERE g.user_id = u.id AND g.connected_at IS NOT NULL ORDER BY connected DESC, g.connected_at DESC LIMIT 1
  ) connection ON TRUE`;

interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly accounts: readonly GithubAccountView[];
  readonly login: string | null;
  readonly connected: boolean | null;
  readonly connected_at: Date | null;
  readonly problem: ConnectionView['problem'];
}

function toUser({ id, name, created_at: createdAt, accounts, ...connection }: UserRow): UserView {
  return {
    id,
    name,
    createdAt: createdAt.toISOString(),
    github: toConnection(connection),
    githubAccounts: accounts,
  };
}

function toConnection(
  row: Pick<UserRow, 'login' | 'connected' | 'connected_at' | 'problem'>,
): ConnectionView | null {
  const { login, connected, connected_at: since, problem } = row;
  if (login === null || connected === null || since === null) return null;
  return { login, connected, since: since.toISOString(), problem };
}
