// The store of resources on PostgreSQL: transactions for the stories, and the claim for the groups.
import type { Clock } from '../../ports/clock.js';
import { LostClaim, type ResourceStore, type ResourceTransaction } from '../../ports/resource-store.js';
import { claimNext } from './claim.js';
import { takeDeliveries } from '../inbox/deliveries.js';
import { askAboutDeletions, deletionsOfRepo } from './deletions.js';
import { droppedAsDeleted } from './dropped-changes.js';
import { applyDirectoryUpdate } from '../directory/directory.js';
import { findOrMakeComments, findOrMakeTasks } from './find-resources.js';
import { issuesWithLabel } from './labeled-issues.js';
import { lockAndLoad } from './load-resources.js';
import { findStranded, handBack, holdClaim, renewLease } from './leases.js';
import { releaseComments } from './waiting-comments.js';
import { isRepeatable, isUniqueViolation, type Database, type Queryable } from '../prisma.js';
import { saveEffects } from './save-effects.js';
import { transfersOn } from './transfers.js';

/** Deadlocks are rare since all locks are taken in one order; five in a row mean something else is wrong. */
const MAX_REPEATS = 5;

export function createResourceStore(database: Database, clock: Clock): ResourceStore {
  return {
    claimNext: (group, lease) => claimNext(database, group, lease),
    renewLease: (kind, token, until) => renewLease(database, kind, token, until),
    handBack: (claims, by) => handBack(database, claims, by, clock.now()),
    findStranded: (input) => findStranded(database, input),

    async transaction(work) {
      for (let repeats = 0; ; repeats += 1) {
        try {
          return await database.$transaction((tx) => work(transactionOn(tx, clock)));
        } catch (error) {
          const again = isRepeatable(error) || isUniqueViolation(error);
          if (error instanceof LostClaim || !again || repeats >= MAX_REPEATS) throw error;
        }
      }
    },
  };
}

/** The same store inside a transaction that somebody else opened, for writes that belong together with it. */
export function transactionOn(tx: Queryable, clock: Clock): ResourceTransaction {
  return {
    findOrMakeTasks: (keys) => findOrMakeTasks(tx, keys),
    findOrMakeComments: (keys) => findOrMakeComments(tx, keys),
    lockAndLoad: (refs) => lockAndLoad(tx, refs),
    holdClaim: (kind, id, token) => holdClaim(tx, kind, id, token),
    releaseComments: (taskId) => releaseComments(tx, taskId),
    droppedAsDeleted: (ref) => droppedAsDeleted(tx, ref),
    deletionsOfRepo: (repoId, now) => deletionsOfRepo(tx, repoId, now),
    askAboutDeletions: (repoId, brake) => askAboutDeletions(tx, repoId, brake),
    applyDirectoryUpdate: (update) => applyDirectoryUpdate(tx, update),
    issuesWithLabel: (asked) => issuesWithLabel(tx, asked),
    transfers: transfersOn(tx),
    takeDeliveries: (limit) => takeDeliveries(tx, limit),
    save: (effects) => saveEffects(tx, effects, clock.now()),
  };
}
