-- The client's side: the change log by project, and what a sender of pushes has to remember between two attempts.

-- AlterTable
ALTER TABLE "push_subscriptions" ADD COLUMN     "lease_token" UUID,
ADD COLUMN     "lease_until" TIMESTAMPTZ(3),
ADD COLUMN     "sending_to" BIGINT,
ADD COLUMN     "rotated_at" TIMESTAMPTZ(3),
ADD COLUMN     "last_success_at" TIMESTAMPTZ(3),
ADD COLUMN     "disabled_reason" TEXT;

-- CreateIndex
CREATE INDEX "change_log_project_id_position_idx" ON "change_log"("project_id", "position");

-- CreateIndex
CREATE INDEX "audit_log_token_id_id_idx" ON "audit_log"("token_id", "id" DESC);

-- What Prisma's schema cannot say, by hand from here on.

-- Pushes that are due: a sender reads these, however many subscriptions rest.
CREATE INDEX "push_subscriptions_due" ON "push_subscriptions" ("position") WHERE "disabled_at" IS NULL;
