-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "operation_direction" AS ENUM ('inbound', 'outbound');

-- CreateEnum
CREATE TYPE "operation_state" AS ENUM ('queued', 'processing', 'completed', 'errored', 'canceled', 'dropped', 'duplicate', 'disabled');

-- CreateEnum
CREATE TYPE "operation_source" AS ENUM ('webhook', 'client', 'pull', 'scheduler', 'manual', 'import');

-- CreateEnum
CREATE TYPE "operation_action" AS ENUM ('create', 'update', 'delete');

-- CreateEnum
CREATE TYPE "resource_kind" AS ENUM ('task', 'comment');

-- CreateEnum
CREATE TYPE "task_kind" AS ENUM ('issue', 'pull_request');

-- CreateEnum
CREATE TYPE "issue_state" AS ENUM ('open', 'closed');

-- CreateEnum
CREATE TYPE "installation_state" AS ENUM ('active', 'suspended', 'removed');

-- CreateEnum
CREATE TYPE "repo_state" AS ENUM ('active', 'unreadable', 'issues_off');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('pending', 'processed', 'ignored', 'parked');

-- CreateEnum
CREATE TYPE "conflict_state" AS ENUM ('open', 'resolved');

-- CreateEnum
CREATE TYPE "token_scope" AS ENUM ('client', 'read', 'admin');

-- CreateTable
CREATE TABLE "projects" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "github_users" (
    "id" UUID NOT NULL,
    "external_id" BIGINT NOT NULL,
    "login" TEXT NOT NULL,
    "user_id" UUID,
    "sealed_tokens" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "github_users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "scope" "token_scope" NOT NULL,
    "project_ids" UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "token_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("token_id","key")
);

-- CreateTable
CREATE TABLE "github_app_installations" (
    "id" UUID NOT NULL,
    "external_id" BIGINT NOT NULL,
    "account_id" BIGINT NOT NULL,
    "account_login" TEXT NOT NULL,
    "account_type" TEXT NOT NULL,
    "state" "installation_state" NOT NULL DEFAULT 'active',
    "permissions" JSONB NOT NULL DEFAULT '{}',
    "suspended_at" TIMESTAMPTZ(3),
    "budget" JSONB NOT NULL DEFAULT '{}',
    "blocked_until" TIMESTAMPTZ(3),
    "strikes" INTEGER NOT NULL DEFAULT 0,
    "next_write_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "github_app_installations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "github_repos" (
    "id" UUID NOT NULL,
    "external_id" BIGINT NOT NULL,
    "installation_id" UUID,
    "project_id" UUID,
    "owner" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "private" BOOLEAN NOT NULL DEFAULT false,
    "archived" BOOLEAN NOT NULL DEFAULT false,
    "state" "repo_state" NOT NULL DEFAULT 'active',
    "sync_enabled" BOOLEAN NOT NULL DEFAULT true,
    "connected_at" TIMESTAMPTZ(3),
    "issues_pointer_at" TIMESTAMPTZ(0),
    "comments_pointer_at" TIMESTAMPTZ(0),
    "issues_continuation" JSONB,
    "comments_continuation" JSONB,
    "import_progress" JSONB,
    "next_pull_at" TIMESTAMPTZ(3),
    "last_webhook_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "github_repos_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tasks" (
    "id" UUID NOT NULL,
    "project_id" UUID,
    "repo_id" UUID,
    "kind" "task_kind" NOT NULL DEFAULT 'issue',
    "title" TEXT,
    "body" TEXT,
    "state" "issue_state" NOT NULL DEFAULT 'open',
    "state_reason" TEXT,
    "labels" TEXT[],
    "assignees" TEXT[],
    "locked" BOOLEAN NOT NULL DEFAULT false,
    "merged" BOOLEAN NOT NULL DEFAULT false,
    "author_login" TEXT,
    "author_name" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),
    "deleted_by" TEXT,
    "merged_into" UUID,
    "local_modified_at" JSONB NOT NULL DEFAULT '{}',
    "provenance" JSONB NOT NULL DEFAULT '{}',
    "last_synced_at" TIMESTAMPTZ(3),
    "last_attempt_at" TIMESTAMPTZ(3),
    "latest_event_at" TIMESTAMPTZ(3),
    "remote_updated_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_sync_at" TIMESTAMPTZ(3),
    "sync_requested_at" TIMESTAMPTZ(3),

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "github_issues" (
    "id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "repo_id" UUID NOT NULL,
    "number" INTEGER,
    "external_id" BIGINT,
    "pull_request_external_id" BIGINT,
    "node_id" TEXT,
    "url" TEXT,
    "base" JSONB,
    "github_updated_at" TIMESTAMPTZ(0),
    "content_hash" TEXT,
    "base_operation_id" UUID,
    "etag" TEXT,
    "body_frame" JSONB,
    "create_intent" JSONB,
    "write_intent" JSONB,
    "last_write" JSONB,
    "gone_at" TIMESTAMPTZ(3),
    "gone_reason" TEXT,

    CONSTRAINT "github_issues_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "comments" (
    "id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "body" TEXT,
    "author_login" TEXT,
    "author_name" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),
    "deleted_by" TEXT,
    "merged_into" UUID,
    "local_modified_at" JSONB NOT NULL DEFAULT '{}',
    "provenance" JSONB NOT NULL DEFAULT '{}',
    "last_synced_at" TIMESTAMPTZ(3),
    "last_attempt_at" TIMESTAMPTZ(3),
    "latest_event_at" TIMESTAMPTZ(3),
    "remote_updated_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_sync_at" TIMESTAMPTZ(3),
    "sync_requested_at" TIMESTAMPTZ(3),

    CONSTRAINT "comments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "github_comments" (
    "id" UUID NOT NULL,
    "comment_id" UUID NOT NULL,
    "issue_id" UUID NOT NULL,
    "external_id" BIGINT,
    "node_id" TEXT,
    "url" TEXT,
    "base" JSONB,
    "github_updated_at" TIMESTAMPTZ(0),
    "content_hash" TEXT,
    "base_operation_id" UUID,
    "etag" TEXT,
    "body_frame" JSONB,
    "create_intent" JSONB,
    "write_intent" JSONB,
    "last_write" JSONB,
    "gone_at" TIMESTAMPTZ(3),
    "gone_reason" TEXT,

    CONSTRAINT "github_comments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_sync_operations" (
    "id" UUID NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "direction" "operation_direction" NOT NULL,
    "state" "operation_state" NOT NULL,
    "source" "operation_source" NOT NULL,
    "action" "operation_action" NOT NULL,
    "task_id" UUID NOT NULL,
    "github_issue_id" UUID,
    "github_issue_external_id" BIGINT,
    "github_pull_request_external_id" BIGINT,
    "github_app_installation_id" UUID,
    "github_updated_at" TIMESTAMPTZ(0),
    "content_hash" TEXT,
    "content" JSONB,
    "facts" JSONB,
    "needs_fetch" BOOLEAN NOT NULL DEFAULT false,
    "canceled_by" UUID,
    "duplicate_of" UUID,
    "dropped_for_type" TEXT,
    "dropped_for_id" UUID,
    "reason_code" TEXT,
    "reason_message" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "claim_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "delivery_id" UUID,
    "pre_image" JSONB,
    "not_accepted" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "queued_at" TIMESTAMPTZ(3),
    "processing_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "task_sync_operations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "comment_sync_operations" (
    "id" UUID NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "direction" "operation_direction" NOT NULL,
    "state" "operation_state" NOT NULL,
    "source" "operation_source" NOT NULL,
    "action" "operation_action" NOT NULL,
    "comment_id" UUID NOT NULL,
    "github_comment_id" UUID,
    "github_comment_external_id" BIGINT,
    "github_app_installation_id" UUID,
    "github_updated_at" TIMESTAMPTZ(0),
    "content_hash" TEXT,
    "content" JSONB,
    "facts" JSONB,
    "needs_fetch" BOOLEAN NOT NULL DEFAULT false,
    "canceled_by" UUID,
    "duplicate_of" UUID,
    "dropped_for_type" TEXT,
    "dropped_for_id" UUID,
    "reason_code" TEXT,
    "reason_message" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "claim_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "delivery_id" UUID,
    "pre_image" JSONB,
    "not_accepted" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "queued_at" TIMESTAMPTZ(3),
    "processing_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "comment_sync_operations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation_timeline" (
    "id" BIGSERIAL NOT NULL,
    "kind" "resource_kind" NOT NULL,
    "operation_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_state" "operation_state",
    "to_state" "operation_state" NOT NULL,
    "reason_code" TEXT,
    "reason_message" TEXT,
    "by" TEXT NOT NULL,

    CONSTRAINT "operation_timeline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conflicts" (
    "id" UUID NOT NULL,
    "kind" "resource_kind" NOT NULL,
    "record_id" UUID NOT NULL,
    "operation_id" UUID,
    "field" TEXT NOT NULL,
    "base" JSONB,
    "ours" JSONB,
    "theirs" JSONB,
    "winner" TEXT NOT NULL,
    "state" "conflict_state" NOT NULL DEFAULT 'open',
    "resolution" JSONB,
    "resolved_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "conflicts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" UUID NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "guid" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "headers" JSONB NOT NULL,
    "payload" BYTEA NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'pending',
    "action" TEXT,
    "repo_external_id" BIGINT,
    "reason_code" TEXT,
    "reason_message" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_log" (
    "id" BIGSERIAL NOT NULL,
    "position" BIGINT,
    "project_id" UUID,
    "kind" "resource_kind" NOT NULL,
    "record_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "fields" TEXT[],
    "operation_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "push_subscriptions" (
    "id" UUID NOT NULL,
    "token_id" UUID,
    "url" TEXT NOT NULL,
    "project_ids" UUID[],
    "sealed_secrets" BYTEA[],
    "position" BIGINT NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "push_subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "token_id" UUID,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target" TEXT,
    "details" JSONB,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "github_users_external_id_key" ON "github_users"("external_id");

-- CreateIndex
CREATE INDEX "github_users_user_id_idx" ON "github_users"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_token_hash_key" ON "api_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "github_app_installations_external_id_key" ON "github_app_installations"("external_id");

-- CreateIndex
CREATE UNIQUE INDEX "github_repos_external_id_key" ON "github_repos"("external_id");

-- CreateIndex
CREATE INDEX "github_repos_project_id_idx" ON "github_repos"("project_id");

-- CreateIndex
CREATE INDEX "github_repos_installation_id_idx" ON "github_repos"("installation_id");

-- CreateIndex
CREATE UNIQUE INDEX "github_repos_owner_name_key" ON "github_repos"("owner", "name");

-- CreateIndex
CREATE INDEX "tasks_project_id_id_idx" ON "tasks"("project_id", "id");

-- CreateIndex
CREATE INDEX "tasks_repo_id_id_idx" ON "tasks"("repo_id", "id");

-- CreateIndex
CREATE INDEX "tasks_next_sync_at_idx" ON "tasks"("next_sync_at");

-- CreateIndex
CREATE UNIQUE INDEX "github_issues_task_id_key" ON "github_issues"("task_id");

-- CreateIndex
CREATE INDEX "github_issues_external_id_idx" ON "github_issues"("external_id");

-- CreateIndex
CREATE UNIQUE INDEX "github_issues_repo_id_number_key" ON "github_issues"("repo_id", "number");

-- CreateIndex
CREATE INDEX "comments_task_id_id_idx" ON "comments"("task_id", "id");

-- CreateIndex
CREATE INDEX "comments_next_sync_at_idx" ON "comments"("next_sync_at");

-- CreateIndex
CREATE UNIQUE INDEX "github_comments_comment_id_key" ON "github_comments"("comment_id");

-- CreateIndex
CREATE UNIQUE INDEX "github_comments_external_id_key" ON "github_comments"("external_id");

-- CreateIndex
CREATE INDEX "github_comments_issue_id_idx" ON "github_comments"("issue_id");

-- CreateIndex
CREATE UNIQUE INDEX "task_sync_operations_sequence_key" ON "task_sync_operations"("sequence");

-- CreateIndex
CREATE INDEX "task_sync_operations_task_id_sequence_idx" ON "task_sync_operations"("task_id", "sequence");

-- CreateIndex
CREATE INDEX "task_sync_operations_created_at_id_idx" ON "task_sync_operations"("created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "task_sync_operations_delivery_id_idx" ON "task_sync_operations"("delivery_id");

-- CreateIndex
CREATE UNIQUE INDEX "comment_sync_operations_sequence_key" ON "comment_sync_operations"("sequence");

-- CreateIndex
CREATE INDEX "comment_sync_operations_comment_id_sequence_idx" ON "comment_sync_operations"("comment_id", "sequence");

-- CreateIndex
CREATE INDEX "comment_sync_operations_created_at_id_idx" ON "comment_sync_operations"("created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "comment_sync_operations_delivery_id_idx" ON "comment_sync_operations"("delivery_id");

-- CreateIndex
CREATE INDEX "operation_timeline_operation_id_id_idx" ON "operation_timeline"("operation_id", "id");

-- CreateIndex
CREATE INDEX "conflicts_record_id_state_idx" ON "conflicts"("record_id", "state");

-- CreateIndex
CREATE INDEX "conflicts_state_created_at_idx" ON "conflicts"("state", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_sequence_key" ON "webhook_deliveries"("sequence");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_guid_key" ON "webhook_deliveries"("guid");

-- CreateIndex
CREATE INDEX "webhook_deliveries_received_at_idx" ON "webhook_deliveries"("received_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "change_log_position_key" ON "change_log"("position");

-- CreateIndex
CREATE INDEX "audit_log_at_idx" ON "audit_log"("at" DESC);

-- AddForeignKey
ALTER TABLE "github_users" ADD CONSTRAINT "github_users_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "github_repos" ADD CONSTRAINT "github_repos_installation_id_fkey" FOREIGN KEY ("installation_id") REFERENCES "github_app_installations"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "github_repos" ADD CONSTRAINT "github_repos_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_repo_id_fkey" FOREIGN KEY ("repo_id") REFERENCES "github_repos"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "github_issues" ADD CONSTRAINT "github_issues_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "github_issues" ADD CONSTRAINT "github_issues_repo_id_fkey" FOREIGN KEY ("repo_id") REFERENCES "github_repos"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comments" ADD CONSTRAINT "comments_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "github_comments" ADD CONSTRAINT "github_comments_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "comments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "github_comments" ADD CONSTRAINT "github_comments_issue_id_fkey" FOREIGN KEY ("issue_id") REFERENCES "github_issues"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_sync_operations" ADD CONSTRAINT "task_sync_operations_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_sync_operations" ADD CONSTRAINT "task_sync_operations_github_issue_id_fkey" FOREIGN KEY ("github_issue_id") REFERENCES "github_issues"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_sync_operations" ADD CONSTRAINT "comment_sync_operations_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "comments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_sync_operations" ADD CONSTRAINT "comment_sync_operations_github_comment_id_fkey" FOREIGN KEY ("github_comment_id") REFERENCES "github_comments"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema cannot say, by hand from here on.

-- Rule O1: at most one operation of a resource is processing.
CREATE UNIQUE INDEX "task_sync_operations_one_processing" ON "task_sync_operations" ("task_id") WHERE "state" = 'processing';
CREATE UNIQUE INDEX "comment_sync_operations_one_processing" ON "comment_sync_operations" ("comment_id") WHERE "state" = 'processing';

-- The open operations of a group: what is decided and claimed reads only these, however long the history is.
CREATE INDEX "task_sync_operations_open" ON "task_sync_operations" ("task_id", "direction", "github_updated_at", "sequence") WHERE "state" IN ('queued', 'processing');
CREATE INDEX "comment_sync_operations_open" ON "comment_sync_operations" ("comment_id", "direction", "github_updated_at", "sequence") WHERE "state" IN ('queued', 'processing');
-- Errored outbound operations, which a newer client write cancels.
CREATE INDEX "task_sync_operations_errored" ON "task_sync_operations" ("task_id") WHERE "state" = 'errored';
CREATE INDEX "comment_sync_operations_errored" ON "comment_sync_operations" ("comment_id") WHERE "state" = 'errored';

-- The rescue sweep (rule O6): due queued work and leases that ran out.
CREATE INDEX "task_sync_operations_due" ON "task_sync_operations" (coalesce("not_before", "queued_at"), "task_id") WHERE "state" = 'queued';
CREATE INDEX "comment_sync_operations_due" ON "comment_sync_operations" (coalesce("not_before", "queued_at"), "comment_id") WHERE "state" = 'queued';
CREATE INDEX "task_sync_operations_leased" ON "task_sync_operations" ("lease_until") WHERE "state" = 'processing';
CREATE INDEX "comment_sync_operations_leased" ON "comment_sync_operations" ("lease_until") WHERE "state" = 'processing';

-- Deliveries still to be normalized, oldest first (rule D4).
CREATE INDEX "webhook_deliveries_pending" ON "webhook_deliveries" ("sequence") WHERE "state" = 'pending';
-- Change log entries that no numberer has seen yet (rule F1).
CREATE INDEX "change_log_unnumbered" ON "change_log" ("id") WHERE "position" IS NULL;
