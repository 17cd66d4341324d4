-- When the writes of the last hour ended (ms since the epoch), and the last turn that was given to a waiting write of each
-- class: in the installation's row, because only a row can be read and changed in one statement whoever else asks.
ALTER TABLE "github_app_installations"
  ADD COLUMN "write_ends" BIGINT[],
  ADD COLUMN "write_turns" JSONB NOT NULL DEFAULT '{}';
