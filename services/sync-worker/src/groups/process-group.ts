// Runs one group: claims its operations one after the other, in order, until there is nothing more to do, or a slice is
// full (rules O4, O7, O10). The tables decide; the wake-up only says that looking is worth while.
import { v7 as uuid } from 'uuid';
import { callClassOf } from '@tandem/shared/domain/github/budget.js';
import { SECOND_MS } from '@tandem/shared/domain/clock.js';
import type { Operation } from '@tandem/shared/domain/operations/operation.js';
import type { GroupResult } from '@tandem/shared/queue/group-worker.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { RunContext } from '../run-context.js';
import type { WorkerMetrics } from '../metrics.js';
import type { Leases } from './leases.js';
import { runClaimed } from './run-claimed.js';

/** After this many operations a group goes to the end of the line, so that one cannot starve a thousand (rule O7). */
const SLICE = 100;

export async function processGroup(
  context: RunContext,
  leases: Leases,
  metrics: WorkerMetrics,
  group: ResourceRef,
): Promise<GroupResult> {
  for (let ran = 0; ran < SLICE; ran += 1) {
    if (leases.stopping) return { kind: 'done' }; // what is queued stays queued; another worker takes it
    const token = uuid();
    const now = context.clock.now();
    const claim = await context.store.claimNext(group, {
      token,
      worker: context.worker,
      now,
      until: leases.until(now),
    });
    switch (claim.kind) {
      case 'idle':
        return { kind: 'done' };
      case 'wait':
        await context.bell.ringLater(group, claim.until - now);
        return { kind: 'done' };
      case 'busy':
        return { kind: 'leased_elsewhere', waitMs: Math.max(0, claim.until - now) };
      case 'claimed': {
        const { operation } = claim;
        const result = await leases.hold(group, token, () =>
          runClaimed(inClassOf(context, operation), { group, operation, claimToken: token }),
        );
        const { direction } = operation;
        metrics.operations.inc({ kind: group.kind, direction, result });
        metrics.seconds.observe({ direction }, (context.clock.now() - now) / SECOND_MS);
        if (result !== 'settled') return { kind: 'done' };
      }
    }
  }
  await context.bell.ring([group]);
  return { kind: 'done' };
}

/** What nobody waits for leaves the budget to those who do (rule G1). */
function inClassOf(context: RunContext, { source }: Operation): RunContext {
  return { ...context, github: context.githubFor?.(callClassOf(source)) ?? context.github };
}
