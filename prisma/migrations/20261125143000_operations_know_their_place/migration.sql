-- An operation knows its project and its repo, so that theirs are read by index: newest first, however quiet they are.
-- By hand, and safe while the services run: nothing here holds a lock for longer than a moment. (The engine that runs
-- this file sends every statement by itself, outside of a transaction, which CONCURRENTLY and COMMIT need. It cuts the
-- file at semicolons, quoted or not: the bodies write theirs as \x3b.) Cut off, it may be run again from the beginning.

ALTER TABLE "task_sync_operations" ADD COLUMN IF NOT EXISTS "project_id" UUID, ADD COLUMN IF NOT EXISTS "repo_id" UUID;
ALTER TABLE "comment_sync_operations" ADD COLUMN IF NOT EXISTS "project_id" UUID, ADD COLUMN IF NOT EXISTS "repo_id" UUID;

-- Kept by the database itself: a writer that forgot it would hide the operation from those who ask for their project.
CREATE OR REPLACE FUNCTION task_operation_takes_place() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  SELECT t."project_id", t."repo_id" INTO NEW."project_id", NEW."repo_id" FROM "tasks" t WHERE t."id" = NEW."task_id"\x3b
  RETURN NEW\x3b
END';
CREATE OR REPLACE TRIGGER "task_operation_takes_place" BEFORE INSERT OR UPDATE OF "task_id" ON "task_sync_operations"
  FOR EACH ROW EXECUTE FUNCTION task_operation_takes_place();

CREATE OR REPLACE FUNCTION comment_operation_takes_place() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  SELECT t."project_id", t."repo_id" INTO NEW."project_id", NEW."repo_id"
  FROM "comments" c JOIN "tasks" t ON t."id" = c."task_id" WHERE c."id" = NEW."comment_id"\x3b
  RETURN NEW\x3b
END';
CREATE OR REPLACE TRIGGER "comment_operation_takes_place" BEFORE INSERT OR UPDATE OF "comment_id" ON "comment_sync_operations"
  FOR EACH ROW EXECUTE FUNCTION comment_operation_takes_place();

-- A task that is connected, disconnected or transferred takes its operations along, and those of its comments.
CREATE OR REPLACE FUNCTION operations_follow_task() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  UPDATE "task_sync_operations" SET "project_id" = NEW."project_id", "repo_id" = NEW."repo_id"
  WHERE "task_id" = NEW."id"\x3b
  UPDATE "comment_sync_operations" o SET "project_id" = NEW."project_id", "repo_id" = NEW."repo_id"
  FROM "comments" c WHERE c."task_id" = NEW."id" AND o."comment_id" = c."id"\x3b
  RETURN NULL\x3b
END';
CREATE OR REPLACE TRIGGER "operations_follow_task" AFTER UPDATE OF "project_id", "repo_id" ON "tasks"
  FOR EACH ROW WHEN (OLD."project_id" IS DISTINCT FROM NEW."project_id" OR OLD."repo_id" IS DISTINCT FROM NEW."repo_id")
  EXECUTE FUNCTION operations_follow_task();

CREATE OR REPLACE FUNCTION operations_follow_comment() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  UPDATE "comment_sync_operations" o SET "project_id" = t."project_id", "repo_id" = t."repo_id"
  FROM "tasks" t WHERE t."id" = NEW."task_id" AND o."comment_id" = NEW."id"\x3b
  RETURN NULL\x3b
END';
CREATE OR REPLACE TRIGGER "operations_follow_comment" AFTER UPDATE OF "task_id" ON "comments"
  FOR EACH ROW WHEN (OLD."task_id" IS DISTINCT FROM NEW."task_id") EXECUTE FUNCTION operations_follow_comment();

-- What was there before, in parts that are each committed: a worker never waits for more than one of them. Rows that a
-- trigger has filled meanwhile are right already.
DO E'DECLARE
  part CONSTANT bigint := 10000\x3b
  highest bigint\x3b
BEGIN
  SELECT coalesce(max("sequence"), 0) INTO highest FROM "task_sync_operations"\x3b
  FOR low IN 0..highest BY part LOOP
    UPDATE "task_sync_operations" o SET "project_id" = t."project_id", "repo_id" = t."repo_id" FROM "tasks" t
    WHERE t."id" = o."task_id" AND o."sequence" >= low AND o."sequence" < low + part
      AND o."project_id" IS NULL AND o."repo_id" IS NULL\x3b
    COMMIT\x3b
  END LOOP\x3b
  SELECT coalesce(max("sequence"), 0) INTO highest FROM "comment_sync_operations"\x3b
  FOR low IN 0..highest BY part LOOP
    UPDATE "comment_sync_operations" o SET "project_id" = t."project_id", "repo_id" = t."repo_id"
    FROM "comments" c JOIN "tasks" t ON t."id" = c."task_id"
    WHERE c."id" = o."comment_id" AND o."sequence" >= low AND o."sequence" < low + part
      AND o."project_id" IS NULL AND o."repo_id" IS NULL\x3b
    COMMIT\x3b
  END LOOP\x3b
END';

-- Lists are read from an index alone, newest first, until the page is full: so every index of theirs also holds what the
-- other filters ask for. (An index whose making was cut off stands there and is of no use.)
DROP INDEX CONCURRENTLY IF EXISTS "task_sync_operations_of_project";
CREATE INDEX CONCURRENTLY "task_sync_operations_of_project" ON "task_sync_operations"
  ("project_id", "created_at" DESC, "id" DESC)
  INCLUDE ("state", "source", "direction", "action");
DROP INDEX CONCURRENTLY IF EXISTS "task_sync_operations_of_repo";
CREATE INDEX CONCURRENTLY "task_sync_operations_of_repo" ON "task_sync_operations"
  ("repo_id", "created_at" DESC, "id" DESC)
  INCLUDE ("state", "source", "direction", "action");
DROP INDEX CONCURRENTLY IF EXISTS "comment_sync_operations_of_project";
CREATE INDEX CONCURRENTLY "comment_sync_operations_of_project" ON "comment_sync_operations"
  ("project_id", "created_at" DESC, "id" DESC)
  INCLUDE ("state", "source", "direction", "action");
DROP INDEX CONCURRENTLY IF EXISTS "comment_sync_operations_of_repo";
CREATE INDEX CONCURRENTLY "comment_sync_operations_of_repo" ON "comment_sync_operations"
  ("repo_id", "created_at" DESC, "id" DESC)
  INCLUDE ("state", "source", "direction", "action");

-- By source and direction together: a pair that hardly occurs is found at once, and the common one (inbound, by webhook)
-- still costs nothing.
DROP INDEX CONCURRENTLY IF EXISTS "task_sync_operations_rare_way";
CREATE INDEX CONCURRENTLY "task_sync_operations_rare_way" ON "task_sync_operations"
  ("source", "direction", "created_at" DESC, "id" DESC)
  INCLUDE ("project_id", "repo_id", "state", "action")
  WHERE "source" <> 'webhook' OR "direction" <> 'inbound';
DROP INDEX CONCURRENTLY IF EXISTS "task_sync_operations_rare_source";
DROP INDEX CONCURRENTLY IF EXISTS "comment_sync_operations_rare_way";
CREATE INDEX CONCURRENTLY "comment_sync_operations_rare_way" ON "comment_sync_operations"
  ("source", "direction", "created_at" DESC, "id" DESC)
  INCLUDE ("project_id", "repo_id", "state", "action")
  WHERE "source" <> 'webhook' OR "direction" <> 'inbound';
DROP INDEX CONCURRENTLY IF EXISTS "comment_sync_operations_rare_source";

DROP INDEX CONCURRENTLY IF EXISTS "task_sync_operations_halted";
CREATE INDEX CONCURRENTLY "task_sync_operations_halted" ON "task_sync_operations"
  ("state", "created_at" DESC, "id" DESC)
  INCLUDE ("project_id", "repo_id", "source", "direction", "action")
  WHERE "state" IN ('errored', 'disabled', 'canceled', 'dropped', 'duplicate');
DROP INDEX CONCURRENTLY IF EXISTS "task_sync_operations_rare_state";
ALTER INDEX "task_sync_operations_halted" RENAME TO "task_sync_operations_rare_state";
DROP INDEX CONCURRENTLY IF EXISTS "comment_sync_operations_halted";
CREATE INDEX CONCURRENTLY "comment_sync_operations_halted" ON "comment_sync_operations"
  ("state", "created_at" DESC, "id" DESC)
  INCLUDE ("project_id", "repo_id", "source", "direction", "action")
  WHERE "state" IN ('errored', 'disabled', 'canceled', 'dropped', 'duplicate');
DROP INDEX CONCURRENTLY IF EXISTS "comment_sync_operations_rare_state";
ALTER INDEX "comment_sync_operations_halted" RENAME TO "comment_sync_operations_rare_state";

-- Deliveries that became nothing are few, and so are those of most events.
DROP INDEX CONCURRENTLY IF EXISTS "webhook_deliveries_rare_state";
CREATE INDEX CONCURRENTLY "webhook_deliveries_rare_state" ON "webhook_deliveries" ("state", "received_at" DESC, "id" DESC)
  WHERE "state" IN ('ignored', 'parked');
DROP INDEX CONCURRENTLY IF EXISTS "webhook_deliveries_event";
CREATE INDEX CONCURRENTLY "webhook_deliveries_event" ON "webhook_deliveries" ("event", "received_at" DESC, "id" DESC);
