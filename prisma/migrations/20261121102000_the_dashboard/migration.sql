-- The dashboard: its sessions, and what lets people look for one operation among a million.

CREATE TABLE "admin_sessions" (
    "session_hash" BYTEA NOT NULL,
    "token_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "admin_sessions_pkey" PRIMARY KEY ("session_hash")
);
CREATE INDEX "admin_sessions_expires_at_idx" ON "admin_sessions"("expires_at");

-- By hand from here on: what Prisma's schema cannot say.

-- Lists are read newest first. What is rare has its own index, and an operation that goes the common way (queued,
-- processing, completed, by webhook) is in none of these and costs nothing more.
CREATE INDEX "task_sync_operations_rare_state" ON "task_sync_operations" ("state", "created_at" DESC, "id" DESC)
  WHERE "state" IN ('errored', 'disabled', 'canceled', 'dropped', 'duplicate');
CREATE INDEX "comment_sync_operations_rare_state" ON "comment_sync_operations" ("state", "created_at" DESC, "id" DESC)
  WHERE "state" IN ('errored', 'disabled', 'canceled', 'dropped', 'duplicate');
CREATE INDEX "task_sync_operations_rare_source" ON "task_sync_operations" ("source", "created_at" DESC, "id" DESC)
  WHERE "source" IN ('client', 'pull', 'scheduler', 'manual', 'import');
CREATE INDEX "comment_sync_operations_rare_source" ON "comment_sync_operations" ("source", "created_at" DESC, "id" DESC)
  WHERE "source" IN ('client', 'pull', 'scheduler', 'manual', 'import');
CREATE INDEX "task_sync_operations_reason" ON "task_sync_operations" ("reason_code", "created_at" DESC, "id" DESC)
  WHERE "reason_code" IS NOT NULL;
CREATE INDEX "comment_sync_operations_reason" ON "comment_sync_operations" ("reason_code", "created_at" DESC, "id" DESC)
  WHERE "reason_code" IS NOT NULL;

-- What became of the work of an hour, a day, a week: read from the index alone.
CREATE INDEX "task_sync_operations_finished" ON "task_sync_operations" ("finished_at" DESC)
  INCLUDE ("state", "direction") WHERE "finished_at" IS NOT NULL;
CREATE INDEX "comment_sync_operations_finished" ON "comment_sync_operations" ("finished_at" DESC)
  INCLUDE ("state", "direction") WHERE "finished_at" IS NOT NULL;

-- People know an issue by its number.
CREATE INDEX "github_issues_number" ON "github_issues" ("number");

-- Part of a title. The extension is PostgreSQL's own, and where it may not be installed the search is slower, not wrong.
-- The adapter that runs this script cuts it at every semicolon, so inside of the block they are written as \x3B.
DO E'
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm\x3B
  CREATE INDEX "tasks_title_trigrams" ON "tasks" USING gin ("title" gin_trgm_ops)\x3B
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE ''pg_trgm is not available: the search by title reads every title.''\x3B
END
';
