-- Transferred issues (rule P5). The record goes along. Its old address is remembered, so that what still comes under
-- that address makes no second record.
CREATE TABLE IF NOT EXISTS "former_issues" (
  "id" UUID NOT NULL,
  "repo_id" UUID NOT NULL,
  "number" INTEGER NOT NULL,
  "task_id" UUID NOT NULL,
  "to_repo_id" UUID NOT NULL,
  "to_number" INTEGER NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "former_issues_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "former_issues_repo_id_fkey" FOREIGN KEY ("repo_id") REFERENCES "github_repos" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "former_issues_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "former_issues_to_repo_id_fkey" FOREIGN KEY ("to_repo_id") REFERENCES "github_repos" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "former_issues_repo_id_number_key" ON "former_issues" ("repo_id", "number");
CREATE INDEX IF NOT EXISTS "former_issues_task_id_at_idx" ON "former_issues" ("task_id", "at" DESC);

-- Its comments get new ids there. Until they are linked anew nothing is asked for by the old ones.
ALTER TABLE "github_issues" ADD COLUMN IF NOT EXISTS "relink_comments" BOOLEAN NOT NULL DEFAULT false;
