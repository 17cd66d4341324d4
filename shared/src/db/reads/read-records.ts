// What tasks and comments have in common where clients see them: who wrote it, its times and its version, how it stands
// towards GitHub, and where it is there.
import type { Author } from '../../ports/client.js';
import { Prisma } from '../prisma.js';
import { time } from './read-filters.js';
import { SYNC_COLUMNS, toSyncView, type SyncRow, type SyncView } from './read-sync-status.js';

/** Where a record stands on GitHub; ids are strings, for they outgrow a number. */
export interface GithubPlace {
  readonly repoId: string;
  readonly repo: string;
  /** Of a comment: that of its issue. */
  readonly number: number;
  readonly id: string | null;
  readonly url: string | null;
}

export interface RecordView {
  readonly id: string;
  readonly projectId: string | null;
  readonly body: string | null;
  readonly author: Author;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletedAt: string | null;
  /** The older record of the same thing, where two turned out to be one. */
  readonly mergedInto: string | null;
  readonly sync: SyncView;
  readonly github: GithubPlace | null;
}

export interface RecordRow extends SyncRow {
  readonly id: string;
  readonly project_id: string | null;
  readonly repo_id: string | null;
  readonly body: string | null;
  readonly author_login: string | null;
  readonly author_name: string | null;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly deleted_at: Date | null;
  readonly merged_into: string | null;
  readonly full_name: string | null;
  readonly number: number | null;
  readonly external_id: string | null;
  readonly url: string | null;
}

/**
 * Of a record t, of its issue i and of the repo r. Its link's `external_id` and `url`, its `project_id` and its `repo_id`
 * are found in its own way.
 */
export const RECORD_COLUMNS = Prisma.sql`
  t.id::text, t.body, t.author_login, t.author_name, t.version, t.created_at, t.updated_at, t.deleted_at,
  t.merged_into::text, r.owner || '/' || r.name AS full_name, i.number, ${SYNC_COLUMNS}`;

export function toRecordView(row: RecordRow): RecordView {
  const { repo_id: repoId, full_name: repo, number, external_id: id, url } = row;
  return {
    id: row.id,
    projectId: row.project_id,
    body: row.body,
    author: { login: row.author_login, name: row.author_name },
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    deletedAt: time(row.deleted_at),
    mergedInto: row.merged_into,
    sync: toSyncView(row),
    github: repoId === null || repo === null || number === null ? null : { repoId, repo, number, id, url },
  };
}
