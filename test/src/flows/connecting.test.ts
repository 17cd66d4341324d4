// What comes through the door while a repo is being connected (rule P6): it belongs to the project, whoever is first.
import { expect } from 'chai';
import type { Database } from '@tandem/shared/db/prisma.js';
import { startSimulatedWorker, type SimulatedWorker } from '../infra/simulated-worker.js';
import { waitFor } from '../infra/wait-for.js';

describe('a repo that is being connected', () => {
  let worker: SimulatedWorker;
  before(async () => {
    worker = await startSimulatedWorker('connecting');
  });
  after(() => worker.stop());

  it('P6: an issue that comes while the connection is not committed yet belongs to the project', async () => {
    const { sim, database, context, projectId } = worker;
    const repoExternalId = String(sim.world.repo('octo/demo')?.id);
    let commit = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let locked = (): void => undefined;
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    // As connecting does it.
    const connecting = database.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM github_repos FOR UPDATE`;
      await tx.$executeRaw`UPDATE github_repos SET project_id = ${projectId}::uuid`;
      await tx.$executeRaw`UPDATE tasks SET project_id = ${projectId}::uuid WHERE project_id IS NULL`;
      locked();
      await held;
    });
    await isLocked;
    const made = context.store.transaction((tx) =>
      tx.findOrMakeTasks([
        {
          repoExternalId,
          number: 1,
          externalId: null,
          pullRequestExternalId: null,
          taskKind: 'issue',
          markedRecord: null,
        },
      ]),
    );
    await waitFor(() => waits(database), { timeoutMs: 5_000, describe: 'the door waits for the repo' });
    commit();
    await connecting;
    const [task] = await made;
    const rows = await worker.query<{ project_id: string }>(`SELECT project_id::text FROM tasks`);
    expect(task?.made).to.equal(true);
    expect(rows).to.deep.equal([{ project_id: projectId }]);
  });
});

async function waits(database: Database): Promise<boolean> {
  const [row] = await database.$queryRaw<{ waits: number }[]>`
    SELECT count(*)::int AS waits FROM pg_locks WHERE NOT granted`;
  return (row?.waits ?? 0) > 0;
}
