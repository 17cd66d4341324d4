// Transferred issues in the tables (rules P5, M7). The unique keys of links decide between two that move and make at once:
// the loser's transaction is repeated and finds what the winner wrote.
import { v7 as uuid } from 'uuid';
import type { RepoFacts } from '../../domain/github/directory-update.js';
import type { Facts } from '../../domain/operations/operation.js';
import { REASONS } from '../../domain/operations/reasons.js';
import type { LoadedResource, ResourceRef } from '../../ports/loaded-resource.js';
import type { LoadedTransfer, Transfer, TransferTables } from '../../ports/transfers.js';
import { iso } from './content-columns.js';
import { stepAside } from '../directory/directory.js';
import { lookUpTasks } from './find-resources.js';
import { lockAndLoad } from './load-resources.js';
import type { Queryable } from '../prisma.js';
import { knownComments, mergeComments } from './relink-comments.js';

export function transfersOn(db: Queryable): TransferTables {
  return {
    load: (transfer) => loadTransfer(db, transfer),
    move: (taskId, to, facts) => move(db, taskId, to, facts),
    mergeTasks: (input) => mergeTasks(db, input),
    takeOut: (taskId) => takeOut(db, taskId),
    remember: (from, to, taskId, at) => remember(db, from, to, taskId, at),
    knownComments: (taskId) => knownComments(db, taskId),
    repoOf: (taskId) => repoOf(db, taskId),
    mergeComments: (input) => mergeComments(db, input),
    endRelink: (taskId) => endRelink(db, taskId),
  };
}

async function loadTransfer(db: Queryable, { from, to, repo }: Transfer): Promise<LoadedTransfer | null> {
  if (repo !== null) await makeKnown(db, repo);
  const [target] = await db.$queryRaw<{ repoId: string; name: string; projectId: string | null }[]>`
    SELECT id::text AS "repoId", owner || '/' || name AS name, project_id::text AS "projectId"
    FROM github_repos WHERE external_id = ${BigInt(to.repoExternalId)}`;
  if (target === undefined) return null;
  const place = { ...to, markedRecord: null };
  const ends = async (): Promise<[string | null, string | null]> => {
    const keys = 'taskId' in from ? [place] : [place, from];
    const [after, before] = await lookUpTasks(db, keys);
    return ['taskId' in from ? from.taskId : (before?.task_id ?? null), after?.task_id ?? null];
  };
  for (;;) {
    const [beforeId, afterId] = await ends();
    const loaded = await lockAndLoad(
      db,
      [beforeId, afterId].flatMap((id) => (id === null ? [] : [{ kind: 'task', id } as const])),
    );
    // Before the locks were ours, somebody else may have moved them.
    const [again, there] = await ends();
    if (again !== beforeId || there !== afterId) continue;
    const find = (id: string | null): LoadedResource | null => loaded.find((one) => one.id === id) ?? null;
    const source = 'taskId' in from ? await placeOf(db, from.taskId) : await repoAt(db, from);
    return {
      before: find(beforeId),
      after: find(afterId),
      from: source,
      to: { ...target, number: to.number },
    };
  }
}

async function placeOf(db: Queryable, taskId: string): Promise<LoadedTransfer['from']> {
  const [row] = await db.$queryRaw<{ repoId: string; number: number | null; name: string }[]>`
    SELECT r.id::text AS "repoId", i.number, r.owner || '/' || r.name AS name
    FROM github_issues i JOIN github_repos r ON r.id = i.repo_id WHERE i.task_id = ${taskId}::uuid`;
  return row?.number == null ? null : { ...row, number: row.number };
}

async function repoAt(
  db: Queryable,
  { repoExternalId, number }: { readonly repoExternalId: string; readonly number: number },
): Promise<LoadedTransfer['from']> {
  const [row] = await db.$queryRaw<{ repoId: string; name: string }[]>`
    SELECT id::text AS "repoId", owner || '/' || name AS name FROM github_repos
    WHERE external_id = ${BigInt(repoExternalId)}`;
  return row === undefined ? null : { ...row, number };
}

/** A repo that the app was never given: known by name, in no installation, until the app is told of it. */
async function makeKnown(db: Queryable, repo: RepoFacts): Promise<void> {
  await stepAside(db, [repo]);
  await db.$executeRaw`
    INSERT INTO github_repos (id, external_id, owner, name, private)
    VALUES (${uuid()}::uuid, ${BigInt(repo.externalId)}, ${repo.owner}, ${repo.name}, ${repo.private})
    ON CONFLICT (external_id) DO UPDATE SET owner = excluded.owner, name = excluded.name
    WHERE (github_repos.owner, github_repos.name) IS DISTINCT FROM (excluded.owner, excluded.name)`;
}

/** The base's second is forgotten: the issue there is another one to GitHub, and its times begin anew. */
async function move(db: Queryable, taskId: string, to: LoadedTransfer['to'], facts: Facts): Promise<void> {
  await db.$executeRaw`DELETE FROM former_issues WHERE repo_id = ${to.repoId}::uuid AND number = ${to.number}`;
  await db.$executeRaw`
    UPDATE github_issues SET repo_id = ${to.repoId}::uuid, number = ${to.number},
      external_id = ${facts.externalId ?? null}::bigint, node_id = ${facts.nodeId ?? null},
      url = ${facts.url ?? null}, github_updated_at = NULL, etag = NULL, gone_at = NULL, gone_reason = NULL,
      relink_comments = true
    WHERE task_id = ${taskId}::uuid`;
  await db.$executeRaw`
    UPDATE tasks SET repo_id = ${to.repoId}::uuid, project_id = coalesce(project_id, ${to.projectId}::uuid)
    WHERE id = ${taskId}::uuid`;
}

async function mergeTasks(
  db: Queryable,
  { survivor, other, place, at }: Parameters<TransferTables['mergeTasks']>[0],
): Promise<void> {
  await db.$queryRaw`
    SELECT 1 FROM comments WHERE task_id IN (${survivor}::uuid, ${other}::uuid) ORDER BY id FOR NO KEY UPDATE`;
  const [taken] = await db.$queryRaw<Place[]>`
    SELECT repo_id::text, number, external_id::text, node_id, url FROM github_issues WHERE task_id = ${other}::uuid`;
  await db.$executeRaw`UPDATE comments SET task_id = ${survivor}::uuid WHERE task_id = ${other}::uuid`;
  await db.$executeRaw`
    UPDATE github_comments l SET issue_id = i.id FROM github_issues o, github_issues i
    WHERE o.task_id = ${other}::uuid AND i.task_id = ${survivor}::uuid AND l.issue_id = o.id`;
  await db.$executeRaw`
    UPDATE conflicts SET record_id = ${survivor}::uuid
    WHERE kind = 'task' AND record_id = ${other}::uuid AND state = 'open'`;
  await db.$executeRaw`UPDATE former_issues SET task_id = ${survivor}::uuid WHERE task_id = ${other}::uuid`;
  await db.$executeRaw`DELETE FROM github_issues WHERE task_id = ${other}::uuid`;
  await db.$executeRaw`
    UPDATE tasks SET merged_into = ${survivor}::uuid, deleted_at = coalesce(deleted_at, ${iso(at)}::timestamptz),
      deleted_by = coalesce(deleted_by, 'github'), version = version + 1, updated_at = ${iso(at)}::timestamptz,
      repo_id = NULL, next_sync_at = NULL, sync_requested_at = NULL
    WHERE id = ${other}::uuid`;
  await db.$executeRaw`
    INSERT INTO change_log (project_id, kind, record_id, event, version, fields)
    SELECT project_id, 'task', id, 'deleted', version, '{}' FROM tasks WHERE id = ${other}::uuid`;
  if (place && taken?.number != null) {
    const to = { repoId: taken.repo_id, number: taken.number, name: '', projectId: null };
    await move(db, survivor, to, {
      ...(taken.external_id === null ? {} : { externalId: taken.external_id }),
      ...(taken.node_id === null ? {} : { nodeId: taken.node_id }),
      ...(taken.url === null ? {} : { url: taken.url }),
    });
  }
  await db.$executeRaw`UPDATE github_issues SET relink_comments = true WHERE task_id = ${survivor}::uuid`;
}

interface Place {
  readonly repo_id: string;
  readonly number: number | null;
  readonly external_id: string | null;
  readonly node_id: string | null;
  readonly url: string | null;
}

async function takeOut(db: Queryable, taskId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE tasks SET repo_id = NULL, next_sync_at = NULL, sync_requested_at = NULL WHERE id = ${taskId}::uuid`;
  await db.$executeRaw`
    DELETE FROM github_comments l USING comments c WHERE c.id = l.comment_id AND c.task_id = ${taskId}::uuid`;
  await db.$executeRaw`DELETE FROM github_issues WHERE task_id = ${taskId}::uuid`;
}

async function remember(
  db: Queryable,
  from: NonNullable<LoadedTransfer['from']>,
  to: LoadedTransfer['to'],
  taskId: string,
  at: number,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO former_issues (id, repo_id, number, task_id, to_repo_id, to_number, at)
    VALUES (${uuid()}::uuid, ${from.repoId}::uuid, ${from.number}, ${taskId}::uuid, ${to.repoId}::uuid, ${to.number},
      ${iso(at)}::timestamptz)
    ON CONFLICT (repo_id, number) DO UPDATE SET
      task_id = excluded.task_id, to_repo_id = excluded.to_repo_id, to_number = excluded.to_number, at = excluded.at`;
}

async function repoOf(db: Queryable, taskId: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ externalId: string }[]>`
    SELECT r.external_id::text AS "externalId" FROM tasks t JOIN github_repos r ON r.id = t.repo_id
    WHERE t.id = ${taskId}::uuid`;
  return row?.externalId ?? null;
}

async function endRelink(db: Queryable, taskId: string): Promise<ResourceRef[]> {
  await db.$executeRaw`UPDATE github_issues SET relink_comments = false WHERE task_id = ${taskId}::uuid`;
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE comment_sync_operations o SET not_before = NULL
    FROM comments c
    WHERE c.id = o.comment_id AND c.task_id = ${taskId}::uuid AND o.state = 'queued'
      AND o.reason_code = ${REASONS.relinking.code}
    RETURNING o.comment_id::text AS id`;
  return rows.map(({ id }) => ({ kind: 'comment', id }));
}
