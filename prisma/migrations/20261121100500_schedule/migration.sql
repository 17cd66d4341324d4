-- The schedule (DESIGN sections 8 and 9): what is due is read by index, repo by repo.

-- The repo of a comment, so that its due time can be indexed under its repo. Kept by the database itself: a writer that
-- forgot it would hide the comment from the scheduler. (The engine that runs this file cuts
-- it at semicolons, quoted or not: the bodies write theirs as \x3b.)
ALTER TABLE "comments" ADD COLUMN "repo_id" UUID;
UPDATE "comments" c SET "repo_id" = t."repo_id" FROM "tasks" t WHERE t."id" = c."task_id";

CREATE FUNCTION comment_takes_repo() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  NEW."repo_id" := (SELECT t."repo_id" FROM "tasks" t WHERE t."id" = NEW."task_id")\x3b
  RETURN NEW\x3b
END';
CREATE TRIGGER "comment_takes_repo" BEFORE INSERT OR UPDATE OF "task_id" ON "comments"
  FOR EACH ROW EXECUTE FUNCTION comment_takes_repo();

CREATE FUNCTION comments_follow_task() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  UPDATE "comments" SET "repo_id" = NEW."repo_id" WHERE "task_id" = NEW."id"\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "comments_follow_task" AFTER UPDATE OF "repo_id" ON "tasks"
  FOR EACH ROW WHEN (OLD."repo_id" IS DISTINCT FROM NEW."repo_id") EXECUTE FUNCTION comments_follow_task();

-- Rule S2: the due ones of a repo. Records that are deleted, or that have no place or no next sync, are not in it, and
-- those of a repo that is closed are never looked at, however many are overdue there.
DROP INDEX "tasks_next_sync_at_idx";
DROP INDEX "comments_next_sync_at_idx";
CREATE INDEX "tasks_due" ON "tasks" ("repo_id", "next_sync_at")
  WHERE "deleted_at" IS NULL AND "next_sync_at" IS NOT NULL AND "repo_id" IS NOT NULL;
CREATE INDEX "comments_due" ON "comments" ("repo_id", "next_sync_at")
  WHERE "deleted_at" IS NULL AND "next_sync_at" IS NOT NULL AND "repo_id" IS NOT NULL;
-- Rule S4: what a person asked for.
CREATE INDEX "tasks_requested" ON "tasks" ("repo_id", "sync_requested_at")
  WHERE "deleted_at" IS NULL AND "sync_requested_at" IS NOT NULL;
CREATE INDEX "comments_requested" ON "comments" ("repo_id", "sync_requested_at")
  WHERE "deleted_at" IS NULL AND "sync_requested_at" IS NOT NULL;

-- The pull of a repo: when it last ran to its end, its own failures, and the etags of its idle lists.
ALTER TABLE "github_repos"
  ADD COLUMN "last_pulled_at" TIMESTAMPTZ(3),
  ADD COLUMN "pull_failures" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "pull_not_before" TIMESTAMPTZ(3),
  ADD COLUMN "list_etags" JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN "next_compare_at" TIMESTAMPTZ(3),
  -- Since when changes came by pull alone although webhooks should have told of them, null = webhooks arrive.
  ADD COLUMN "webhooks_silent_since" TIMESTAMPTZ(3),
  -- The brake on deletions (rule P5): {askedAt, missing, of}, null = not pulled.
  ADD COLUMN "deletion_brake" JSONB;
CREATE INDEX "github_repos_next_pull" ON "github_repos" ("next_pull_at") WHERE "next_pull_at" IS NOT NULL;
