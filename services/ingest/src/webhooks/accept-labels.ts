// The news of a label concerns every issue that carries it, and that may be every issue of a repo. They get their fetches
// part by part, a transaction each. Between two parts the delivery stays pending and says how far it has come: a crash
// loses nothing, other processes go on with it, and the deliveries behind it need not wait for its end.
import { acceptChanges, type Accepted, type IncomingChange } from '@tandem/shared/accept-changes.js';
import { noEffects, type DeliveryOutcome } from '@tandem/shared/ports/effects.js';
import type { IssueKey, ResourceTransaction, StoredDelivery } from '@tandem/shared/ports/resource-store.js';
import type { NormalizedDelivery } from './normalize.js';
import type { Normalized } from './normalized.js';

/** How many issues get their fetches in one transaction, whatever number of labels they carry: well below a second's work. */
const CARRIERS_AT_ONCE = 500;

/** A stored delivery and what it means. */
export interface ReadDelivery<Result = Normalized> extends Omit<NormalizedDelivery, 'result'> {
  readonly delivery: StoredDelivery;
  readonly result: Result;
}

export type LabelNews = Extract<Normalized, { kind: 'label' }>;

/** `unfinished`: there is a part left. */
export interface AcceptedLabels extends Pick<Accepted, 'wake'> {
  readonly unfinished: boolean;
}

/** The next part: of the first label, and of those behind it as far as there is room. */
export async function acceptLabels(
  tx: ResourceTransaction,
  labels: readonly ReadDelivery<LabelNews>[],
  now: number,
): Promise<AcceptedLabels> {
  const batch: IncomingChange[] = [];
  const effects = noEffects();
  for (const read of labels) {
    const limit = CARRIERS_AT_ONCE - batch.length;
    if (limit === 0) break;
    const { delivery, result } = read;
    const { repoExternalId, name } = result;
    const after = delivery.walkedTo ?? 0;
    const carriers = await tx.issuesWithLabel({ repoExternalId, name, after, limit });
    batch.push(...carriers.map((issue) => fetchOf(issue, delivery.id)));
    effects.deliveries.push(outcomeOf(read, carriers, limit));
  }
  const { wake } = await acceptChanges(tx, batch, now);
  await tx.save(effects);
  const ended = effects.deliveries.filter(({ state }) => state !== 'pending');
  return { wake, unfinished: ended.length < labels.length };
}

function outcomeOf(
  { delivery: { id, walkedTo }, action, repoExternalId }: ReadDelivery<LabelNews>,
  carriers: readonly IssueKey[],
  limit: number,
): DeliveryOutcome {
  const told = { id, action, repoExternalId };
  const last = carriers.at(-1);
  if (last !== undefined && carriers.length === limit) {
    return { ...told, state: 'pending', walkedTo: last.number, reason: null };
  }
  return last !== undefined || walkedTo !== null
    ? { ...told, state: 'processed', reason: null }
    : {
        ...told,
        state: 'ignored',
        reason: { code: 'label_not_carried', message: 'No linked issue carries the label.' },
      };
}

/** No issue's time has moved, so what it carries now must be asked. */
function fetchOf(issue: IssueKey, deliveryId: string): IncomingChange {
  return {
    action: 'update',
    source: 'webhook',
    content: null,
    githubUpdatedAt: null,
    fetch: true,
    issue,
    comment: null,
    facts: { number: issue.number },
    deliveryId,
    embeddedIssue: null,
  };
}
