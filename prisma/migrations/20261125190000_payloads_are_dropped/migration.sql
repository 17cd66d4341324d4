-- The payload of a decided delivery is dropped after a while. The row stays, for its GUID has one effect for ever (D3).
ALTER TABLE "webhook_deliveries" ALTER COLUMN "payload" DROP NOT NULL,
  ADD COLUMN IF NOT EXISTS "payload_dropped_at" TIMESTAMPTZ(3);

-- Whatever is still to be read, or read again by a person, keeps its payload.
ALTER TABLE "webhook_deliveries" DROP CONSTRAINT IF EXISTS "webhook_deliveries_payload";
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_payload" CHECK (CASE WHEN "payload" IS NULL
  THEN "payload_dropped_at" IS NOT NULL AND "state" IN ('processed', 'ignored') ELSE "payload_dropped_at" IS NULL END)
  NOT VALID;
ALTER TABLE "webhook_deliveries" VALIDATE CONSTRAINT "webhook_deliveries_payload";

-- Those that may be dropped, the oldest first.
DROP INDEX CONCURRENTLY IF EXISTS "webhook_deliveries_with_payload";
CREATE INDEX CONCURRENTLY "webhook_deliveries_with_payload" ON "webhook_deliveries" ("processed_at")
  WHERE "payload" IS NOT NULL AND "state" IN ('processed', 'ignored');
