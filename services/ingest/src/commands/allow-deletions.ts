// A person's answer to the brake on deletions (rule P5): what vanished on GitHub is meant, and may vanish here too.
import { allowDeletions } from '@tandem/shared/db/resources/deletions.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { RepoBell } from '@tandem/shared/ports/pull.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import type { ClientDoor, Writer } from './client-door.js';
import { conflict, type Refusal } from './refusal.js';
import { restartMatching } from './restart-operations.js';

export interface DeletionsDoor extends ClientDoor {
  readonly database: Database;
  /** Our own clock: it is held against the times of our tombstones. */
  readonly clock: Clock;
  readonly repoBell: RepoBell;
}

/** What was held back runs again, and a compare looks for the rest. A crash in between leaves the compare, which is due. */
export async function answerBrake(
  door: DeletionsDoor,
  writer: Writer,
  repoId: string,
): Promise<Refusal | null> {
  const { database, clock, repoBell } = door;
  if (!(await allowDeletions(database, repoId, { by: writer.by, now: clock.now() }))) {
    return conflict('Nothing of the repo waits for an answer: the brake is not on.');
  }
  await restartMatching(door, writer, { repoId, state: 'errored', reason: REASONS.deletionBrake.code });
  await repoBell.ring(repoId, 0);
  return null;
}
