// Turns stored deliveries into operations, oldest first (rule D4). Taking them, deciding and marking them done is one
// transaction, so a crash loses none and repeats none, and any number of processes share the work. A delivery that fails
// by itself is parked with its error and never holds up the next (rule D5). Labels alone take several transactions, for
// which the deliveries behind them do not wait.
import { acceptChanges, type Accepted, type IncomingChange } from '@tandem/shared/accept-changes.js';
import type { Reason } from '@tandem/shared/domain/operations/operation.js';
import type { DoubtAuthorizations } from '@tandem/shared/github/doubt-authorizations.js';
import type { Bell } from '@tandem/shared/ports/bell.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import { noEffects, type DeliveryOutcome } from '@tandem/shared/ports/effects.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { Log } from '@tandem/shared/ports/log.js';
import type {
  ResourceStore,
  ResourceTransaction,
  StoredDelivery,
} from '@tandem/shared/ports/resource-store.js';
import { acceptLabels, type LabelNews, type ReadDelivery } from './accept-labels.js';
import { normalize } from './normalize.js';
import type { Normalized } from './normalized.js';
import type { Recognition } from './recognition.js';

/** Few enough that one transaction is short, many enough that its statements are shared. */
const BATCH = 50;
/** How often to look without having been nudged: another process may have stored and died. */
const LOOK_EVERY_MS = 1_000;

export interface NormalizerContext {
  readonly store: ResourceStore;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly log: Log;
  readonly recognition: () => Recognition;
  /** Told after the commit of whom GitHub says that they took back what they allowed; nobody waits for it. */
  readonly doubt: DoubtAuthorizations;
}

export interface Normalizer {
  /** Something new is stored. */
  nudge(): void;
  /** Finishes the batch under way. */
  stop(): Promise<void>;
}

export function startNormalizer(context: NormalizerContext): Normalizer {
  const state = { stopped: false, nudged: false, wakeUp: (): void => undefined };

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS);
      state.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loop = async (): Promise<void> => {
    while (!state.stopped) {
      state.nudged = false;
      const mayBeMore = await takeBatch(context).catch((error: unknown) => {
        context.log.error('Deliveries could not be normalized; they stay stored', { error });
        return false;
      });
      if (!mayBeMore && !isAwake(state)) await pause();
    }
  };
  const running = loop();

  return {
    nudge: () => {
      state.nudged = true;
      state.wakeUp();
    },
    stop: async () => {
      state.stopped = true;
      state.wakeUp();
      await running;
    },
  };
}

/** Read anew after every wait: a nudge may have come meanwhile. */
function isAwake(state: { readonly stopped: boolean; readonly nudged: boolean }): boolean {
  return state.stopped || state.nudged;
}

/** Normalizes up to BATCH deliveries, of labels a part. Returns whether there may be more to do. */
async function takeBatch(context: NormalizerContext): Promise<boolean> {
  try {
    return await normalizeNext(context, BATCH);
  } catch (error) {
    context.log.warn('A batch of deliveries failed; they are tried one by one', { error });
    return normalizeOneByOne(context);
  }
}

/**
 * Labels come after the rest of the batch, which may be what makes an issue carry one, and in a transaction of their own:
 * so each takes its locks in one go.
 */
async function normalizeNext(
  { store, bell, clock, recognition, doubt }: NormalizerContext,
  limit: number,
  taken: StoredDelivery[] = [],
): Promise<boolean> {
  const take = async (tx: ResourceTransaction): Promise<ReadDelivery[]> => {
    taken.splice(0, taken.length, ...(await tx.takeDeliveries(limit)));
    const ours = recognition();
    return taken.map((delivery) => ({
      delivery,
      ...normalize(delivery.event, delivery.payload, ours),
    }));
  };
  const { took, labels, wake, revoked } = await store.transaction(async (tx) => {
    const read = await take(tx);
    const others = read.filter(isOther);
    const accepted = await acceptDeliveries(tx, others, clock.now());
    return { ...accepted, took: read.length, labels: read.length - others.length };
  });
  await bell.ring(wake);
  if (revoked.length > 0) void doubt(revoked);
  if (labels === 0) return took === limit;
  const walked = await store.transaction(async (tx) =>
    acceptLabels(tx, (await take(tx)).filter(isOfLabel), clock.now()),
  );
  await bell.ring(walked.wake);
  return took === limit || walked.unfinished;
}

async function normalizeOneByOne(context: NormalizerContext): Promise<boolean> {
  const taken: StoredDelivery[] = [];
  try {
    return await normalizeNext(context, 1, taken);
  } catch (error) {
    context.log.error('A delivery could not be normalized and is parked', { guid: taken[0]?.guid, error });
    await context.store.transaction(async (tx) => {
      const [delivery] = await tx.takeDeliveries(1);
      if (delivery === undefined || delivery.id !== taken[0]?.id) return; // another process has it now
      const effects = noEffects();
      effects.deliveries.push(parked(delivery, error));
      await tx.save(effects);
    });
    return true;
  }
}

/** What one transaction is enough for. */
type OtherNews = Exclude<Normalized, LabelNews>;

function isOfLabel(read: ReadDelivery): read is ReadDelivery<LabelNews> {
  return read.result.kind === 'label';
}

function isOther(read: ReadDelivery): read is ReadDelivery<OtherNews> {
  return read.result.kind !== 'label';
}

async function acceptDeliveries(
  tx: ResourceTransaction,
  read: readonly ReadDelivery<OtherNews>[],
  now: number,
): Promise<Pick<Accepted, 'wake'> & { readonly revoked: readonly string[] }> {
  // News of repos first: a change may be of a repo that the same batch tells of.
  const resumed: ResourceRef[] = [];
  for (const { result } of read) {
    if (result.kind === 'directory') resumed.push(...(await tx.applyDirectoryUpdate(result.update)));
  }
  const batch = read.flatMap(({ delivery, result }): IncomingChange[] =>
    result.kind === 'changes' ? result.changes.map((change) => ({ ...change, deliveryId: delivery.id })) : [],
  );
  const accepted = await acceptChanges(tx, batch, now);
  const attached = new Set(
    batch
      .filter((_, index) => accepted.outcomes[index]?.operation != null)
      .map(({ deliveryId }) => deliveryId),
  );
  const reasons = new Map(
    batch.map(({ deliveryId }, index) => [deliveryId, accepted.outcomes[index]?.reason]),
  );
  const effects = noEffects();
  effects.deliveries.push(
    ...read.map((each) => outcomeOf(each, attached.has(each.delivery.id), reasons.get(each.delivery.id))),
  );
  await tx.save(effects);
  const revoked = read.flatMap(({ result }) => (result.kind === 'revocation' ? result.people : []));
  return { wake: [...accepted.wake, ...resumed], revoked };
}

function outcomeOf(
  { delivery: { id }, action, repoExternalId, result }: ReadDelivery<OtherNews>,
  attached: boolean,
  why: Reason | undefined,
): DeliveryOutcome {
  const told = { id, action, repoExternalId };
  switch (result.kind) {
    case 'changes':
      return attached
        ? { ...told, state: 'processed', reason: null }
        : {
            ...told,
            state: 'ignored',
            reason: why ?? { code: 'repo_unknown', message: 'The app was never told of this repo.' },
          };
    case 'directory':
    case 'revocation':
      return { ...told, state: 'processed', reason: null };
    case 'ignored':
      return { ...told, state: 'ignored', reason: result.reason };
    case 'malformed':
      return { ...told, state: 'parked', reason: result.reason };
  }
}

function parked({ id }: StoredDelivery, error: unknown): DeliveryOutcome {
  const message = error instanceof Error ? error.message : String(error);
  return { id, state: 'parked', action: null, repoExternalId: null, reason: { code: 'failed', message } };
}
