-- The delivery of a label that very many issues carry is worked through part by part: how far it has come.
ALTER TABLE "webhook_deliveries" ADD COLUMN IF NOT EXISTS "walked_to" INTEGER;
