// Locks records and reads everything the rules need of them: two statements however many records, and however long
// their history is, for only open and errored operations are read, by partial index.
import type { Content } from '../../domain/resource/content.js';
import { closedBecause } from '../../domain/decide/gate.js';
import type { BodyFrame, ResourceKind } from '../../domain/operations/operation.js';
import type { CreateIntent, LastWrite, Link, WriteIntent } from '../../domain/resource/resource.js';
import type { Address, LoadedResource, ResourceRef, Thread } from '../../ports/loaded-resource.js';
import { contentOfRecord, ms, type RecordColumns } from './content-columns.js';
import { toOperation, type OperationRow } from './operation-row.js';
import { Prisma, type Queryable } from '../prisma.js';
import { TABLES } from './resource-tables.js';
import { transferOf } from './former-issues.js';

/**
 * As many open operations as a decision looks at. More than that are open only where somebody put them there past the
 * door; the re-check at claim judges each of those anyway.
 */
const OPEN_OPERATIONS_READ = 100;

export async function lockAndLoad(db: Queryable, refs: readonly ResourceRef[]): Promise<LoadedResource[]> {
  const loaded = new Map<string, LoadedResource>();
  for (const kind of ['task', 'comment'] as const) {
    // Tasks before comments, each in the order of their ids: every transaction takes its locks in this one order.
    const ids = [...new Set(refs.filter((ref) => ref.kind === kind).map(({ id }) => id))];
    if (ids.length === 0) continue;
    await lock(db, kind, ids);
    for (const row of await load(db, kind, ids)) loaded.set(`${kind}:${row.id}`, toResource(kind, row));
  }
  return refs.flatMap(({ kind, id }) => loaded.get(`${kind}:${id}`) ?? []);
}

async function lock(db: Queryable, kind: ResourceKind, ids: readonly string[]): Promise<void> {
  const { record } = TABLES[kind];
  await db.$queryRaw`
    SELECT 1 FROM ${record} WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
}

/** Reads without a lock: for what only looks. */
export async function load(
  db: Queryable,
  kind: ResourceKind,
  ids: readonly string[],
): Promise<ResourceRow[]> {
  const { record, link, operation, recordId } = TABLES[kind];
  const place =
    kind === 'task'
      ? Prisma.sql`LEFT JOIN github_repos r ON r.id = t.repo_id LEFT JOIN github_issues i ON i.id = l.id LEFT JOIN tasks owner ON owner.id = t.id`
      : Prisma.sql`LEFT JOIN tasks owner ON owner.id = t.task_id LEFT JOIN github_issues i ON i.task_id = owner.id LEFT JOIN github_repos r ON r.id = owner.repo_id`;
  // Only a comment that is not on GitHub yet has to know who goes before it.
  const thread =
    kind === 'task'
      ? Prisma.sql`NULL::jsonb`
      : Prisma.sql`jsonb_build_object('taskDeleted', owner.deleted_at IS NOT NULL,
          'earlierWaits', l.external_id IS NULL AND EXISTS (
            SELECT 1 FROM comments e
            JOIN github_comments el ON el.comment_id = e.id AND el.external_id IS NULL
            JOIN comment_sync_operations eo ON eo.comment_id = e.id AND eo.direction = 'outbound'
              AND eo.state IN ('queued', 'processing')
            WHERE e.task_id = t.task_id AND e.id < t.id))`;
  const columns = Prisma.sql`o.id, o.sequence, o.direction, o.state, o.source, o.action, o.github_updated_at, o.content,
    o.facts, o.needs_fetch, o.attempt, o.not_before, o.reason_code, o.reason_message`;
  return db.$queryRaw<ResourceRow[]>`
    SELECT t.id::text AS id,
      to_jsonb(t) AS record,
      CASE WHEN l.id IS NULL THEN NULL ELSE to_jsonb(l) || jsonb_build_object('external_id', l.external_id::text) END AS link,
      ${thread} AS thread,
      owner.kind AS task_kind, owner.project_id::text AS project_id, i.number,
      CASE WHEN r.id IS NULL THEN NULL ELSE jsonb_build_object(
        'id', r.id, 'owner', r.owner, 'name', r.name, 'connected', r.project_id IS NOT NULL,
        'syncEnabled', r.sync_enabled, 'state', r.state, 'archived', r.archived) END AS repo,
      CASE WHEN n.id IS NULL THEN NULL ELSE jsonb_build_object(
        'id', n.id, 'externalId', n.external_id::text, 'state', n.state) END AS installation,
      coalesce(i.relink_comments, false) AS relinking,
      CASE WHEN r.project_id IS NULL THEN (${transferOf(Prisma.sql`owner.id`)}) END AS transferred,
      (SELECT coalesce(jsonb_agg(to_jsonb(q) ORDER BY q.sequence), '[]') FROM (
        SELECT ${columns} FROM ${operation} o
        WHERE o.${recordId} = t.id AND o.state IN ('queued', 'processing')
        ORDER BY o.sequence DESC LIMIT ${OPEN_OPERATIONS_READ}) q) AS open,
      (SELECT coalesce(jsonb_agg(to_jsonb(q) ORDER BY q.sequence), '[]') FROM (
        SELECT ${columns} FROM ${operation} o
        WHERE o.${recordId} = t.id AND o.state = 'errored' AND o.direction = 'outbound'
        ORDER BY o.sequence DESC LIMIT ${OPEN_OPERATIONS_READ}) q) AS errored
    FROM ${record} t
    LEFT JOIN ${link} l ON l.${recordId} = t.id
    ${place}
    LEFT JOIN github_app_installations n ON n.id = r.installation_id
    WHERE t.id = ANY(${ids}::uuid[])`;
}

export interface ResourceRow {
  readonly id: string;
  readonly record: RecordColumns & {
    readonly version: number;
    readonly deleted_at: string | null;
    readonly deleted_by: 'client' | 'github' | null;
    /** Comments only. */
    readonly task_id?: string;
    readonly author_user_id: string | null;
    readonly author_login: string | null;
    readonly author_name: string | null;
    readonly last_synced_at: string | null;
    readonly remote_updated_at: string | null;
    readonly latest_event_at: string | null;
    readonly failures: number;
  };
  readonly link: LinkRow | null;
  readonly task_kind: 'issue' | 'pull_request';
  readonly project_id: string | null;
  readonly number: number | null;
  readonly repo: {
    readonly id: string;
    readonly owner: string;
    readonly name: string;
    readonly connected: boolean;
    readonly syncEnabled: boolean;
    readonly state: 'active' | 'unreadable' | 'issues_off';
    readonly archived: boolean;
  } | null;
  readonly relinking: boolean;
  readonly transferred: { readonly to: string; readonly connected: boolean } | null;
  readonly installation: {
    readonly id: string;
    readonly externalId: string;
    readonly state: 'active' | 'suspended' | 'removed';
  } | null;
  readonly thread: Thread | null;
  readonly open: readonly OperationRow[];
  readonly errored: readonly OperationRow[];
}

interface LinkRow {
  readonly id: string;
  readonly number?: number | null;
  readonly external_id: string | null;
  readonly base: Content | null;
  readonly github_updated_at: string | null;
  readonly base_operation_id: string | null;
  readonly etag: string | null;
  readonly body_frame: BodyFrame | null;
  readonly create_intent: CreateIntent | null;
  readonly write_intent: WriteIntent | null;
  readonly last_write: LastWrite | null;
  readonly gone_at: string | null;
  readonly gone_reason: string | null;
}

function toResource(kind: ResourceKind, row: ResourceRow): LoadedResource {
  const { record } = row;
  const link = row.link === null ? null : toLink(kind, row.link);
  const announced = link !== null && link.exists && link.base === null && link.createIntent === null;
  return {
    kind,
    id: row.id,
    closedBecause: closedBecause({
      repo: row.repo,
      installation: row.installation?.state ?? null,
      transferred: row.transferred,
    }),
    record: {
      content: contentOfRecord(kind, record, announced),
      localModifiedAt: record.local_modified_at,
      version: record.version,
      deletedAt: ms(record.deleted_at),
      deletedBy: record.deleted_by,
    },
    link,
    open: row.open.map(toOperation),
    errored: row.errored.map(toOperation),
    taskId: record.task_id ?? row.id,
    taskKind: row.task_kind,
    linkId: row.link?.id ?? null,
    address: addressOf(row),
    projectId: row.project_id,
    author: { userId: record.author_user_id, login: record.author_login, name: record.author_name },
    sync: {
      lastSyncedAt: ms(record.last_synced_at),
      remoteUpdatedAt: ms(record.remote_updated_at),
      latestEventAt: ms(record.latest_event_at),
      failures: record.failures,
    },
    thread: row.thread,
    relinking: row.relinking,
  };
}

function toLink(kind: ResourceKind, row: LinkRow): Link {
  return {
    exists: kind === 'task' ? row.number != null : row.external_id !== null,
    base: row.base,
    baseUpdatedAt: ms(row.github_updated_at),
    baseOperationId: row.base_operation_id,
    bodyFrame: row.body_frame,
    createIntent: row.create_intent,
    writeIntent: row.write_intent,
    lastWrite: row.last_write,
    gone:
      row.gone_at === null ? null : { code: row.gone_reason ?? 'gone', message: row.gone_reason ?? 'gone' },
  };
}

function addressOf({ repo, installation, number, link }: ResourceRow): Address | null {
  if (repo === null) return null;
  return {
    installationRowId: installation?.id ?? null,
    installationId: installation?.externalId ?? null,
    repoId: repo.id,
    owner: repo.owner,
    repo: repo.name,
    number,
    externalId: link?.external_id ?? null,
    etag: link?.etag ?? null,
  };
}
