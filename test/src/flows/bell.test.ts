// The bell of the groups on the real queue (rule O6): a ring is kept where it would be lost, and many rings are one.
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import type { Bell } from '@tandem/shared/ports/bell.js';
import { createGroupBell, GROUP_QUEUE } from '@tandem/shared/queue/group-bell.js';
import { startGroupWorker } from '@tandem/shared/queue/group-worker.js';
import {
  openQueueBackend,
  type JobQueue,
  type JobWorker,
  type QueueBackend,
} from '@tandem/shared/queue/queue-backend.js';
import { createDatabase, type TestDatabase } from '../infra/databases.js';
import { waitFor } from '../infra/wait-for.js';

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const SOON = { timeoutMs: 10_000 } as const;

describe('the bell of the groups', () => {
  let made: TestDatabase;
  let backend: QueueBackend;
  let queue: JobQueue;
  let worker: JobWorker;
  let bell: Bell;
  /** Every run by its group; a run ends when it is let go. */
  const runs = new Map<string, (() => void)[]>();
  const runsOf = (id: string): number => runs.get(id)?.length ?? 0;
  const letGo = (id: string): void => {
    runs.get(id)?.at(-1)?.();
  };
  before(async () => {
    made = await createDatabase('bell');
    backend = openQueueBackend({
      redisUrl: made.redisUrl ?? null,
      databaseUrl: made.databaseUrl,
      log: SILENT,
    });
    await backend.waitUntilReady();
    queue = backend.queue(GROUP_QUEUE);
    bell = createGroupBell(queue, SILENT);
    worker = startGroupWorker(backend, 2, async ({ id }) => {
      await new Promise<void>((resolve) => runs.set(id, [...(runs.get(id) ?? []), resolve]));
      return { kind: 'done' };
    });
    await worker.waitUntilReady();
  });
  after(async () => {
    await worker.close();
    await queue.close();
    await backend.close();
    await made.drop();
  });

  const running = async (): Promise<{ kind: 'task'; id: string }> => {
    const group = { kind: 'task', id: randomUUID() } as const;
    await bell.ring([group]);
    await waitFor(() => runsOf(group.id) === 1, { ...SOON, describe: 'the group runs' });
    return group;
  };
  const nothingWaits = (): Promise<unknown> =>
    waitFor(async () => Object.values(await queue.getJobCounts()).every((count) => count === 0), {
      ...SOON,
      describe: 'no job is left in the queue',
    });

  it('O6: a ring that comes while its group runs is kept, and runs the group once more', async () => {
    const group = await running();
    await bell.ring([group]);
    letGo(group.id);
    await waitFor(() => runsOf(group.id) === 2, { ...SOON, describe: 'it runs once more' });
    letGo(group.id);
    await nothingWaits();
  });

  it('O6: a hundred rings of a group that runs are one run more, and leave nothing behind', async () => {
    const group = await running();
    await Promise.all(Array.from({ length: 100 }, () => bell.ring([group])));
    letGo(group.id);
    await waitFor(() => runsOf(group.id) === 2, { ...SOON, describe: 'it runs once more' });
    letGo(group.id);
    await nothingWaits();
    expect(runsOf(group.id)).to.equal(2);
  });

  it('O6: a ring for later does not keep back a ring for now', async () => {
    const group = { kind: 'task', id: randomUUID() } as const;
    await bell.ringLater(group, 3_600_000);
    await bell.ring([group]);
    await waitFor(() => runsOf(group.id) === 1, { ...SOON, describe: 'the group runs' });
    letGo(group.id);
  });
});
