// What the routes need from the outside; the composition root provides it.
import type { RepoDirectory } from '@tandem/shared/ports/client.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import type { WriteRules } from '@tandem/shared/domain/github/budget.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { RepoBell } from '@tandem/shared/ports/pull.js';
import type { ClientDoor } from '../commands/client-door.js';
import type { Connecting } from '../people/connect-github.js';
import type { MeasureRepo } from '../repos/measure-repo.js';
import type { SubscriptionDoor } from '../changes/push-subscriptions.js';

export interface ApiContext extends ClientDoor, SubscriptionDoor, Connecting {
  readonly database: Database;
  /** Our own clock. */
  readonly clock: Clock;
  readonly directory: RepoDirectory;
  /** How much a repo holds on GitHub. */
  readonly measureRepo: MeasureRepo;
  /** How fast GitHub is written to, for the forecast. */
  readonly writeRules: WriteRules;
  /** Tells the workers that a repo has something to pull. */
  readonly repoBell: RepoBell;
  /** How often a token may call. */
  readonly rate: { take(tokenId: string): number | null };
  /** Works through stored deliveries; told when there is one to do again. */
  readonly normalizer: { nudge(): void };
}
