// What one question about many repos said, held against the tables: what of it is news, and that a pull may come later.
import { SECOND_MS } from '../../domain/clock.js';
import { LIST_COMMENTS_EVERY_MS } from '../../domain/schedule/pull-periods.js';
import type { Head } from '../../ports/survey.js';
import { iso } from '../resources/content-columns.js';
import type { Queryable } from '../prisma.js';

/** GitHub counts in whole seconds, and our clock is not its own. */
const SURE_AFTER_MS = 2 * SECOND_MS;

export async function unknownOf(
  db: Queryable,
  told: ReadonlyMap<string, readonly Head[]>,
): Promise<Map<string, number[]>> {
  const heads = [...told].flatMap(([repoId, of]) => of.map((head) => ({ repoId, ...head })));
  const rows = await db.$queryRaw<{ repo_id: string; number: number }[]>`
    SELECT h.repo_id::text, h.number
    FROM unnest(${heads.map(({ repoId }) => repoId)}::uuid[], ${heads.map(({ number }) => number)}::int[],
      ${heads.map(({ updatedAt }) => iso(updatedAt))}::timestamptz[]) AS h(repo_id, number, at)
    LEFT JOIN github_issues i ON i.repo_id = h.repo_id AND i.number = h.number
    LEFT JOIN tasks t ON t.id = i.task_id
    WHERE (i.base IS NOT NULL AND i.github_updated_at >= h.at
      AND t.last_synced_at >= h.at + ${SURE_AFTER_MS}::float8 * interval '1 millisecond') IS NOT TRUE`;
  const unknown = new Map<string, number[]>();
  for (const row of rows) unknown.set(row.repo_id, [...(unknown.get(row.repo_id) ?? []), row.number]);
  return unknown;
}

/**
 * The pull comes at `next` only. Not where a list is to be read before that only a pull reads (comments, and the full
 * compare for deletions), nor where somebody moved it meanwhile: a repo that was connected anew wants its pull now.
 */
export async function putOffPull(
  db: Queryable,
  pull: {
    readonly repoId: string;
    readonly known: number | null;
    readonly asOf: number;
    readonly next: number;
  },
): Promise<void> {
  const { repoId, known, asOf, next } = pull;
  await db.$executeRaw`
    UPDATE github_repos SET next_pull_at = ${iso(next)}::timestamptz, last_pulled_at = ${iso(asOf)}::timestamptz,
      updated_at = now()
    WHERE id = ${repoId}::uuid AND next_pull_at IS NOT DISTINCT FROM ${iso(known)}::timestamptz
      AND next_compare_at > ${iso(next)}::timestamptz
      AND comments_listed_at > ${iso(next - LIST_COMMENTS_EVERY_MS)}::timestamptz`;
}
