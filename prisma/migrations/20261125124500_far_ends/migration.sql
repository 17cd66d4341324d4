-- Reads that had to walk to the far end of a list (test/src/bench/reads.bench.ts), by hand: partial indexes are unknown to
-- Prisma. None of them costs anything on the way of a common operation, and none is made under a lock that anybody would
-- notice: the engine sends every statement by itself, outside of a transaction. Cut off, it may be run again from the
-- beginning. (An index whose making was cut off stands there and is of no use.)

-- What was deleted: few, and asked for by repo or project at most.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_deleted";
CREATE INDEX CONCURRENTLY "tasks_deleted" ON "tasks" ("id") WHERE "deleted_at" IS NOT NULL;

-- Deletions among the operations: one in thousands.
DROP INDEX CONCURRENTLY IF EXISTS "task_sync_operations_deletions";
CREATE INDEX CONCURRENTLY "task_sync_operations_deletions" ON "task_sync_operations" ("created_at" DESC, "id" DESC)
  WHERE "action" = 'delete';
DROP INDEX CONCURRENTLY IF EXISTS "comment_sync_operations_deletions";
CREATE INDEX CONCURRENTLY "comment_sync_operations_deletions" ON "comment_sync_operations" ("created_at" DESC, "id" DESC)
  WHERE "action" = 'delete';

-- The comments of a repo, also those that are in no schedule. One more entry when a comment is made or moves.
DROP INDEX CONCURRENTLY IF EXISTS "comments_repo";
CREATE INDEX CONCURRENTLY "comments_repo" ON "comments" ("repo_id", "id");

-- The deliveries of a repo, newest first. One more entry per webhook.
DROP INDEX CONCURRENTLY IF EXISTS "webhook_deliveries_repo";
CREATE INDEX CONCURRENTLY "webhook_deliveries_repo" ON "webhook_deliveries" ("repo_external_id", "received_at" DESC, "id" DESC);

-- The schedule is read by time and id: where an import gave thousands the same time, the id must be in the index, too.
-- The old one serves until the new one stands.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_due_in_order";
CREATE INDEX CONCURRENTLY "tasks_due_in_order" ON "tasks" ("repo_id", "next_sync_at", "id")
  WHERE "deleted_at" IS NULL AND "next_sync_at" IS NOT NULL AND "repo_id" IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS "comments_due_in_order";
CREATE INDEX CONCURRENTLY "comments_due_in_order" ON "comments" ("repo_id", "next_sync_at", "id")
  WHERE "deleted_at" IS NULL AND "next_sync_at" IS NOT NULL AND "repo_id" IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS "tasks_due";
DROP INDEX CONCURRENTLY IF EXISTS "comments_due";
ALTER INDEX "tasks_due_in_order" RENAME TO "tasks_due";
ALTER INDEX "comments_due_in_order" RENAME TO "comments_due";
