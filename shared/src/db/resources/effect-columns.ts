// The columns that a transaction may write, per table. A column that is missing here cannot be written by an effect.
import type { ResourceKind } from '../../domain/operations/operation.js';
import { Prisma } from '../prisma.js';

const COMMON_OPERATION_COLUMNS = [
  'id',
  'direction',
  'state',
  'source',
  'action',
  'github_app_installation_id',
  'github_updated_at',
  'content_hash',
  'content',
  'facts',
  'needs_fetch',
  'duplicate_of',
  'dropped_for_type',
  'dropped_for_id',
  'reason_code',
  'reason_message',
  'attempt',
  'not_before',
  'delivery_id',
  'created_at',
  'queued_at',
  'finished_at',
];
export const OPERATION_COLUMN_NAMES: Readonly<Record<ResourceKind, readonly string[]>> = {
  task: [
    ...COMMON_OPERATION_COLUMNS,
    'task_id',
    'github_issue_id',
    'github_issue_external_id',
    'github_pull_request_external_id',
  ],
  comment: [...COMMON_OPERATION_COLUMNS, 'comment_id', 'github_comment_id', 'github_comment_external_id'],
};
export const MOVE_COLUMN_NAMES = [
  'state',
  'canceled_by',
  'duplicate_of',
  'dropped_for_type',
  'dropped_for_id',
  'reason_code',
  'reason_message',
  'not_before',
  'attempt',
  'claim_token',
  'lease_until',
  'github_updated_at',
  'content_hash',
  'content',
  'pre_image',
  'not_accepted',
  'queued_at',
  'finished_at',
];
const COMMON_RECORD_COLUMNS = [
  'body',
  'version',
  'updated_at',
  'created_at',
  'deleted_at',
  'deleted_by',
  'author_login',
  'local_modified_at',
  'provenance',
  'last_synced_at',
  'last_attempt_at',
  'latest_event_at',
  'remote_updated_at',
  'failures',
  'next_sync_at',
  'sync_requested_at',
];
export const RECORD_COLUMN_NAMES: Readonly<Record<ResourceKind, readonly string[]>> = {
  task: [
    ...COMMON_RECORD_COLUMNS,
    'title',
    'state',
    'state_reason',
    'labels',
    'assignees',
    'locked',
    'merged',
    'kind',
  ],
  comment: COMMON_RECORD_COLUMNS,
};
const COMMON_LINK_COLUMNS = [
  'external_id',
  'node_id',
  'url',
  'base',
  'github_updated_at',
  'content_hash',
  'base_operation_id',
  'etag',
  'body_frame',
  'create_intent',
  'write_intent',
  'last_write',
  'gone_at',
  'gone_reason',
];
export const LINK_COLUMN_NAMES: Readonly<Record<ResourceKind, readonly string[]>> = {
  task: [...COMMON_LINK_COLUMNS, 'number', 'pull_request_external_id'],
  comment: COMMON_LINK_COLUMNS,
};

/** A list of columns for SQL; `prefix` names their table, e.g. `n.`. */
export function columnsOf(columns: readonly string[], prefix = ''): Prisma.Sql {
  return Prisma.raw(columns.map((column) => `${prefix}${column}`).join(', '));
}

/** `a = n.a, b = n.b`: a patch leaves every column that it does not name as it was. */
export function assignments(columns: readonly string[]): Prisma.Sql {
  return Prisma.raw(columns.map((column) => `${column} = n.${column}`).join(', '));
}
