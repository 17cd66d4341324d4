-- Writes in a user's name (rule G8). An account's tokens are exchanged by one worker at a time: a refresh token works
-- once, so who exchanges it holds `renewing_until`, and what comes back is kept only at the version that was read.
ALTER TABLE "github_users"
  ADD COLUMN IF NOT EXISTS "token_version" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS "renewing_until" TIMESTAMPTZ(3),
  ADD COLUMN IF NOT EXISTS "blocked_until" TIMESTAMPTZ(3),
  ADD COLUMN IF NOT EXISTS "connected_at" TIMESTAMPTZ(3),
  ADD COLUMN IF NOT EXISTS "problem" JSONB;

-- A user writes under one name at a time.
CREATE UNIQUE INDEX IF NOT EXISTS "github_users_one_connected" ON "github_users" ("user_id") WHERE "sealed_tokens" IS NOT NULL;

CREATE TABLE IF NOT EXISTS "github_authorizations" (
  "id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "sealed_verifier" BYTEA NOT NULL,
  "redirect_uri" TEXT NOT NULL,
  "token_id" UUID,
  "actor" TEXT NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "github_authorizations_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "github_authorizations_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX IF NOT EXISTS "github_authorizations_expires_at_idx" ON "github_authorizations" ("expires_at");

-- Whose text it is, where a client said so. Looking through the rows that are there needs no lock that a writer waits for.
ALTER TABLE "tasks" ADD COLUMN IF NOT EXISTS "author_user_id" UUID;
ALTER TABLE "tasks" DROP CONSTRAINT IF EXISTS "tasks_author_user_id_fkey";
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_author_user_id_fkey"
  FOREIGN KEY ("author_user_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE NOT VALID;
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_author_user_id_fkey";
ALTER TABLE "comments" ADD COLUMN IF NOT EXISTS "author_user_id" UUID;
ALTER TABLE "comments" DROP CONSTRAINT IF EXISTS "comments_author_user_id_fkey";
ALTER TABLE "comments" ADD CONSTRAINT "comments_author_user_id_fkey"
  FOREIGN KEY ("author_user_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE NOT VALID;
ALTER TABLE "comments" VALIDATE CONSTRAINT "comments_author_user_id_fkey";
