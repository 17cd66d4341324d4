-- What a person answered when so much of a repo vanished that nothing was deleted here (rule P5): {at, by, count}.
ALTER TABLE "github_repos" ADD COLUMN IF NOT EXISTS "deletion_allowance" JSONB;
