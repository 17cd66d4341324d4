-- What the sampler found when it held a few random resources against GitHub: one row a sample, kept for two weeks.
CREATE TABLE IF NOT EXISTS "drift_samples" (
  "id" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "kind" "resource_kind" NOT NULL,
  "record_id" UUID NOT NULL,
  -- The fields in which both sides differed, none = in step.
  "fields" TEXT[] NOT NULL,
  CONSTRAINT "drift_samples_pkey" PRIMARY KEY ("id")
);
CREATE INDEX IF NOT EXISTS "drift_samples_at_idx" ON "drift_samples" ("at" DESC);

-- When the list of a repo's comments was last read to its end.
ALTER TABLE "github_repos" ADD COLUMN IF NOT EXISTS "comments_listed_at" TIMESTAMPTZ(3);
