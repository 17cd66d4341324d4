-- GraphQL names a repo by this id, whatever it is called: one question is asked about many repos (ADR 12).
ALTER TABLE "github_repos" ADD COLUMN IF NOT EXISTS "node_id" TEXT;
