// Lets an hour pass in a moment: everything that waits for a time waits so much less, and GitHub's clock goes on. What is
// under way keeps its lease. The workers find what has become due by their sweep, as after a night without wake-ups.
import type { Pair } from './pair.js';

export async function passTime(pair: Pair, ms: number): Promise<void> {
  const step = `interval '${ms} milliseconds'`;
  for (const table of ['task_sync_operations', 'comment_sync_operations']) {
    await pair.query(
      `UPDATE ${table} SET not_before = not_before - ${step}, queued_at = queued_at - ${step} WHERE state = 'queued'`,
    );
  }
  for (const table of ['github_issues', 'github_comments']) {
    await pair.query(
      `UPDATE ${table} SET create_intent = create_intent || (
         SELECT jsonb_object_agg(key, value::float8 - $1) FROM jsonb_each(create_intent)
         WHERE key IN ('attemptedAt', 'since', 'lookingSince'))
       WHERE create_intent IS NOT NULL`,
      [ms],
    );
  }
  await pair.query(`UPDATE github_users SET blocked_until = blocked_until - ${step}`);
  await pair.query(
    `UPDATE github_app_installations SET
       blocked_until = blocked_until - ${step}, next_write_at = next_write_at - ${step},
       write_ends = ARRAY(SELECT e - $1::bigint FROM unnest(write_ends) AS e),
       write_turns = coalesce((SELECT jsonb_object_agg(key, value::float8 - $1) FROM jsonb_each_text(write_turns)), '{}'),
       budget = coalesce((SELECT jsonb_object_agg(key, value || jsonb_build_object('until', (value ->> 'until')::float8 - $1))
         FROM jsonb_each(budget)), '{}')`,
    [ms],
  );
  pair.sim.clock.advance(ms);
}
