-- Reads that had to walk to the far end of a list (test/src/bench/reads.bench.ts), by hand: partial indexes are unknown to
-- Prisma. None of them costs anything on the way of a common operation.

-- What was deleted: few, and asked for by repo or project at most.
CREATE INDEX "tasks_deleted" ON "tasks" ("id") WHERE "deleted_at" IS NOT NULL;

-- Deletions among the operations: one in thousands.
CREATE INDEX "task_sync_operations_deletions" ON "task_sync_operations" ("created_at" DESC, "id" DESC)
  WHERE "action" = 'delete';
CREATE INDEX "comment_sync_operations_deletions" ON "comment_sync_operations" ("created_at" DESC, "id" DESC)
  WHERE "action" = 'delete';

-- The comments of a repo, also those that are in no schedule. One more entry when a comment is made or moves.
CREATE INDEX "comments_repo" ON "comments" ("repo_id", "id");

-- The deliveries of a repo, newest first. One more entry per webhook.
CREATE INDEX "webhook_deliveries_repo" ON "webhook_deliveries" ("repo_external_id", "received_at" DESC, "id" DESC);

-- The schedule is read by time and id: where an import gave thousands the same time, the id must be in the index, too.
DROP INDEX "tasks_due";
DROP INDEX "comments_due";
CREATE INDEX "tasks_due" ON "tasks" ("repo_id", "next_sync_at", "id")
  WHERE "deleted_at" IS NULL AND "next_sync_at" IS NOT NULL AND "repo_id" IS NOT NULL;
CREATE INDEX "comments_due" ON "comments" ("repo_id", "next_sync_at", "id")
  WHERE "deleted_at" IS NULL AND "next_sync_at" IS NOT NULL AND "repo_id" IS NOT NULL;
