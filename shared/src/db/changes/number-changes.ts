// Gives the entries of the change log their positions, after their commit and never before. A bigserial alone would
// not do: a transaction that took a low id may commit after a reader has passed a higher one (rule F1). Positions are
// handed out by one numberer at a time, to committed entries, so a reader at position n has seen all up to n.
import type { Database, Queryable } from '../prisma.js';

/** One numberer at a time, in all processes: the key of PostgreSQL's advisory lock. The number means nothing else. */
const NUMBERER_LOCK = 7_263_001;
/** Entries per transaction: some tens of milliseconds under the lock, so that no reader waits longer for another. */
const BATCH = 2_000;

/** When it returns, every entry that was committed when it was called has its position. */
export async function numberChanges(database: Database): Promise<void> {
  if (!(await hasUnnumbered(database))) return;
  let numbered: number;
  do {
    numbered = await numberBatch(database);
  } while (numbered === BATCH);
}

/** An entry that another numberer works on still counts: whoever reads must wait for it. */
async function hasUnnumbered(db: Queryable): Promise<boolean> {
  const [row] = await db.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM change_log WHERE position IS NULL) AS found`;
  return row?.found ?? false;
}

function numberBatch(database: Database): Promise<number> {
  return database.$transaction(async (tx) => {
    // A statement of its own: the next one's snapshot must be younger than the lock, or it would miss what the
    // numberer before us committed, and hand its positions out again.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${NUMBERER_LOCK}::bigint)`;
    return tx.$executeRaw`
      UPDATE change_log c SET position = (SELECT coalesce(max(position), 0) FROM change_log) + n.step
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS step FROM change_log WHERE position IS NULL
        ORDER BY id LIMIT ${BATCH}) n
      WHERE c.id = n.id`;
  });
}
