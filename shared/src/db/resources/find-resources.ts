// Finds the records of GitHub's things and makes those that are unknown (DESIGN section 3). The record is made at the
// door, before its content is known, so that a resource always has an id. Two processes that meet the same new thing
// at once end with one record: the unique key of the link decides, and the loser reads the winner's row.
import { v7 as uuid } from 'uuid';
import type { CommentKey, FoundIssue, IssueKey } from '../../ports/resource-store.js';
import type { Queryable } from '../prisma.js';

interface FoundRow {
  readonly ord: number;
  readonly task_id: string | null;
  readonly repo_known: boolean;
  readonly former: boolean;
}

/** Three statements however many keys: look, make, look again. */
export async function findOrMakeTasks(
  db: Queryable,
  keys: readonly IssueKey[],
): Promise<(FoundIssue | null)[]> {
  if (keys.length === 0) return [];
  const found = await lookUpTasks(db, keys);
  const missing = found.filter((row) => row.repo_known && row.task_id === null);
  if (missing.length === 0) return keys.map((_, index) => asFound(found[index], false));

  await makeTasks(
    db,
    missing.map(({ ord }) => keys[ord] as IssueKey),
  );
  const again = await lookUpTasks(db, keys);
  return keys.map((_, index) => asFound(again[index], found[index]?.task_id === null));
}

function asFound(row: FoundRow | undefined, made: boolean): FoundIssue | null {
  return row === undefined || row.task_id === null ? null : { taskId: row.task_id, made, former: row.former };
}

/**
 * By repo and number; else by what had that address before it was transferred; else by the record that a marker of ours
 * names, if its create is under way in that repo. The create is matched here and not by an update, so that the link's row
 * is written only under the record's lock.
 */
export async function lookUpTasks(
  db: Queryable,
  keys: readonly Pick<IssueKey, 'repoExternalId' | 'number' | 'markedRecord'>[],
): Promise<FoundRow[]> {
  const wanted = JSON.stringify(
    keys.map((key, ord) => ({
      ord,
      repo: key.repoExternalId,
      number: key.number,
      marked: key.markedRecord,
    })),
  );
  return db.$queryRaw<FoundRow[]>`
    SELECT w.ord, coalesce(known.task_id, former.task_id, marked.task_id)::text AS task_id,
      r.id IS NOT NULL AS repo_known, known.task_id IS NULL AND former.task_id IS NOT NULL AS former
    FROM jsonb_to_recordset(${wanted}::jsonb) AS w(ord int, repo bigint, number int, marked uuid)
    LEFT JOIN github_repos r ON r.external_id = w.repo
    LEFT JOIN github_issues known ON known.repo_id = r.id AND known.number = w.number
    LEFT JOIN former_issues former ON former.repo_id = r.id AND former.number = w.number
    LEFT JOIN github_issues marked
      ON marked.task_id = w.marked AND marked.repo_id = r.id
     AND marked.number IS NULL AND marked.create_intent IS NOT NULL
    ORDER BY w.ord`;
}

/**
 * Keys are sorted, so that two transactions that make the same things wait for each other instead of deadlocking. The repo
 * is read with the lock that its key takes anyway: while it is being connected the project would else be read too early.
 */
async function makeTasks(db: Queryable, keys: readonly IssueKey[]): Promise<void> {
  const wanted = JSON.stringify(
    [...keys].sort(byRepoAndNumber).map((key) => ({
      task: uuid(),
      link: uuid(),
      repo: key.repoExternalId,
      number: key.number,
      external: key.externalId,
      pull: key.pullRequestExternalId,
      kind: key.taskKind,
    })),
  );
  await db.$executeRaw`
    WITH wanted AS (
      SELECT w.*, r.id AS repo_id, r.project_id
      FROM jsonb_to_recordset(${wanted}::jsonb)
        AS w(task uuid, link uuid, repo bigint, number int, external bigint, pull bigint, kind task_kind)
      JOIN github_repos r ON r.external_id = w.repo
      ORDER BY w.repo, w.number
      FOR KEY SHARE OF r
    ), made AS (
      INSERT INTO github_issues (id, task_id, repo_id, number, external_id, pull_request_external_id)
      SELECT link, task, repo_id, number, external, pull FROM wanted
      ON CONFLICT (repo_id, number) DO NOTHING
      RETURNING task_id
    )
    INSERT INTO tasks (id, project_id, repo_id, kind)
    SELECT w.task, w.project_id, w.repo_id, w.kind FROM wanted w JOIN made m ON m.task_id = w.task`;
}

/** Two or three statements however many keys. */
export async function findOrMakeComments(
  db: Queryable,
  keys: readonly (CommentKey & { readonly taskId: string })[],
): Promise<{ commentId: string }[]> {
  if (keys.length === 0) return [];
  const found = await lookUpComments(db, keys);
  const missing = keys.filter((_, index) => found[index]?.comment_id == null);
  if (missing.length > 0) await makeComments(db, missing);
  const rows = missing.length > 0 ? await lookUpComments(db, keys) : found;
  return rows.map((row) => {
    if (row.comment_id === null) throw new Error('A comment was made for a task that does not exist.');
    return { commentId: row.comment_id };
  });
}

async function lookUpComments(
  db: Queryable,
  keys: readonly (CommentKey & { readonly taskId: string })[],
): Promise<{ comment_id: string | null }[]> {
  const wanted = JSON.stringify(
    keys.map((key, ord) => ({ ord, external: key.externalId, task: key.taskId, marked: key.markedRecord })),
  );
  return db.$queryRaw<{ comment_id: string | null }[]>`
    SELECT coalesce(known.comment_id, marked.comment_id)::text AS comment_id
    FROM jsonb_to_recordset(${wanted}::jsonb) AS w(ord int, external bigint, task uuid, marked uuid)
    LEFT JOIN github_comments known ON known.external_id = w.external
    LEFT JOIN comments c ON c.id = w.marked AND c.task_id = w.task
    LEFT JOIN github_comments marked
      ON marked.comment_id = c.id AND marked.external_id IS NULL AND marked.create_intent IS NOT NULL
    ORDER BY w.ord`;
}

async function makeComments(
  db: Queryable,
  keys: readonly (CommentKey & { readonly taskId: string })[],
): Promise<void> {
  const wanted = JSON.stringify(
    [...keys]
      .sort((a, b) => Number(BigInt(a.externalId) - BigInt(b.externalId)))
      .map((key) => ({ comment: uuid(), link: uuid(), external: key.externalId, task: key.taskId })),
  );
  await db.$executeRaw`
    WITH wanted AS (
      SELECT w.*, i.id AS issue_id
      FROM jsonb_to_recordset(${wanted}::jsonb) AS w(comment uuid, link uuid, external bigint, task uuid)
      JOIN github_issues i ON i.task_id = w.task
      ORDER BY w.external
    ), made AS (
      INSERT INTO github_comments (id, comment_id, issue_id, external_id)
      SELECT link, comment, issue_id, external FROM wanted
      ON CONFLICT (external_id) DO NOTHING
      RETURNING comment_id
    )
    INSERT INTO comments (id, task_id)
    SELECT w.comment, w.task FROM wanted w JOIN made m ON m.comment_id = w.comment`;
}

function byRepoAndNumber(a: IssueKey, b: IssueKey): number {
  return Number(BigInt(a.repoExternalId) - BigInt(b.repoExternalId)) || a.number - b.number;
}
