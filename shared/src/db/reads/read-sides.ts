// Both sides of one resource as they are known: our record, and the link that tells what GitHub held when last seen.
import type { ProjectAccess } from '../../ports/client.js';
import type { Content } from '../../domain/resource/content.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import { Prisma, type Queryable } from '../prisma.js';
import { transfersOf } from '../resources/former-issues.js';
import { inProjects, time } from './read-filters.js';

export interface SidesView {
  readonly kind: ResourceKind;
  readonly id: string;
  /** Our record, in the normal form. */
  readonly ours: Content;
  /** The link's base, in the normal form; null = never seen. */
  readonly theirs: Content | null;
  readonly provenance: Readonly<Record<string, Provenance>>;
  readonly githubUpdatedAt: string | null;
  readonly lastSyncedAt: string | null;
  readonly lastAttemptAt: string | null;
  readonly latestEventAt: string | null;
  readonly remoteUpdatedAt: string | null;
  readonly nextSyncAt: string | null;
  readonly syncRequestedAt: string | null;
  readonly failures: number;
  /** Where the issue was transferred, oldest first (rule P5). */
  readonly transfers: readonly Transferred[];
}

export interface Transferred {
  /** `owner/name#number`, under today's names. */
  readonly from: string;
  readonly to: string;
  readonly at: string;
}

export interface Provenance {
  readonly side: string;
  readonly operationId: string | null;
  readonly at: string | null;
}

export async function readSides(
  db: Queryable,
  kind: ResourceKind,
  id: string,
  access: ProjectAccess,
): Promise<SidesView | null> {
  const from =
    kind === 'task'
      ? Prisma.sql`tasks x JOIN tasks t ON t.id = x.id LEFT JOIN github_issues l ON l.task_id = x.id`
      : Prisma.sql`comments x JOIN tasks t ON t.id = x.task_id LEFT JOIN github_comments l ON l.comment_id = x.id`;
  const ours =
    kind === 'task'
      ? Prisma.sql`jsonb_build_object('title', x.title, 'body', x.body, 'labels', x.labels, 'assignees', x.assignees,
          'state', jsonb_build_object('state', x.state, 'reason', x.state_reason), 'locked', x.locked)`
      : Prisma.sql`jsonb_build_object('body', x.body)`;
  const [row] = await db.$queryRaw<SidesRow[]>`
    SELECT ${ours} AS ours, l.base AS theirs, x.provenance, l.github_updated_at, x.last_synced_at, x.last_attempt_at,
      x.latest_event_at, x.remote_updated_at, x.next_sync_at, x.sync_requested_at, x.failures,
      (${transfersOf(Prisma.sql`t.id`)}) AS transfers
    FROM ${from} WHERE x.id = ${id}::uuid AND ${inProjects(Prisma.sql`t.project_id`, access)}`;
  if (row === undefined) return null;
  return {
    kind,
    id,
    ours: row.ours,
    theirs: row.theirs,
    provenance: Object.fromEntries(
      Object.entries(row.provenance ?? {}).map(([field, from]) => [field, provenanceOf(from)]),
    ),
    githubUpdatedAt: time(row.github_updated_at),
    lastSyncedAt: time(row.last_synced_at),
    lastAttemptAt: time(row.last_attempt_at),
    latestEventAt: time(row.latest_event_at),
    remoteUpdatedAt: time(row.remote_updated_at),
    nextSyncAt: time(row.next_sync_at),
    syncRequestedAt: time(row.sync_requested_at),
    failures: row.failures,
    transfers: row.transfers.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
  };
}

/** Times stand there in milliseconds or as text, as their writer had them. */
function provenanceOf({ side, operationId, at }: StoredProvenance): Provenance {
  const moment = at === undefined || at === null ? Number.NaN : new Date(at).getTime();
  return {
    side: side ?? 'unknown',
    operationId: operationId ?? null,
    at: Number.isNaN(moment) ? null : new Date(moment).toISOString(),
  };
}

interface StoredProvenance {
  readonly side?: string | null;
  readonly operationId?: string | null;
  readonly at?: string | number | null;
}

interface SidesRow {
  readonly ours: Content;
  readonly theirs: Content | null;
  readonly provenance: Readonly<Record<string, StoredProvenance>> | null;
  readonly github_updated_at: Date | null;
  readonly last_synced_at: Date | null;
  readonly last_attempt_at: Date | null;
  readonly latest_event_at: Date | null;
  readonly remote_updated_at: Date | null;
  readonly next_sync_at: Date | null;
  readonly sync_requested_at: Date | null;
  readonly failures: number;
  readonly transfers: readonly Transferred[];
}
