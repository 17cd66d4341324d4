-- GitHub's own ids, also those that a link has lost by a transfer.
CREATE INDEX "github_issues_pull_request" ON "github_issues" ("pull_request_external_id")
  WHERE "pull_request_external_id" IS NOT NULL;
CREATE INDEX "task_sync_operations_issue" ON "task_sync_operations" ("github_issue_external_id")
  WHERE "github_issue_external_id" IS NOT NULL;
CREATE INDEX "task_sync_operations_pull_request" ON "task_sync_operations" ("github_pull_request_external_id")
  WHERE "github_pull_request_external_id" IS NOT NULL;
CREATE INDEX "comment_sync_operations_comment" ON "comment_sync_operations" ("github_comment_external_id")
  WHERE "github_comment_external_id" IS NOT NULL;
