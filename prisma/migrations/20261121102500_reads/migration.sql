-- Reads of the API that were slow among a million tasks (test/src/bench/reads.bench.ts), by hand: partial indexes and
-- another kind of index are unknown to Prisma.

-- What is still open, where nearly everything is closed.
CREATE INDEX "tasks_open_of_repo" ON "tasks" ("repo_id", "id") WHERE "state" = 'open' AND "deleted_at" IS NULL;
CREATE INDEX "tasks_open_of_project" ON "tasks" ("project_id", "id") WHERE "state" = 'open' AND "deleted_at" IS NULL;

-- What was never synced: few, once an import is over.
CREATE INDEX "tasks_unsynced" ON "tasks" ("id") WHERE "last_synced_at" IS NULL;

-- Part of a body, where the extension could be installed. The adapter cuts this script at every semicolon, so inside
-- of the block they are written as \x3B.
DO E'
BEGIN
  IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = ''pg_trgm'') THEN
    CREATE INDEX "tasks_body_trigrams" ON "tasks" USING gin ("body" gin_trgm_ops)\x3B
  END IF\x3B
END
';
