// Who did what through the API, and what the pair did by itself that an operator must hear of. Append-only.
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, pageOf, when, type Page, type PageRequest } from '../reads/read-filters.js';

export interface NewAuditEntry {
  /** Null: done by the pair itself. */
  readonly tokenId: string | null;
  /** The token's name, or the part of the pair. */
  readonly actor: string;
  /** As a program groups it: `POST /tasks/:id`, `subscription.disabled`. */
  readonly action: string;
  /** What it was done to. */
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditView extends NewAuditEntry {
  readonly id: string;
  readonly at: string;
}

export interface AuditFilter {
  readonly tokenId?: string | undefined;
  readonly action?: string | undefined;
  readonly since?: string | undefined;
}

export async function addToAudit(db: Queryable, entry: NewAuditEntry): Promise<void> {
  await db.$executeRaw`
    INSERT INTO audit_log (token_id, actor, action, target, details) VALUES (${entry.tokenId}::uuid, ${entry.actor},
      ${entry.action}, ${entry.target}, ${JSON.stringify(entry.details)}::jsonb)`;
}

/** Newest first. Keys: the id. */
export async function listAudit(
  db: Queryable,
  filter: AuditFilter,
  { limit, after }: PageRequest,
): Promise<Page<AuditView>> {
  const rows = await db.$queryRaw<AuditRow[]>`
    SELECT id::text, at, token_id::text, actor, action, target, details FROM audit_log
    WHERE ${allOf([
      when(filter.tokenId, (id) => Prisma.sql`token_id = ${id}::uuid`),
      when(filter.action, (action) => Prisma.sql`action = ${action}`),
      when(filter.since, (since) => Prisma.sql`at >= ${since}::timestamptz`),
      when(after?.[0], (id) => Prisma.sql`audit_log.id < ${id}::bigint`),
    ])} ORDER BY audit_log.id DESC LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ at, token_id: tokenId, details, ...row }) => ({
      ...row,
      tokenId,
      at: at.toISOString(),
      details: details ?? {},
    }),
    ({ id }) => [id],
  );
}

interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly token_id: string | null;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
}
