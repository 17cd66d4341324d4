// What Prometheus reads: the state of the whole by the same figures as the overview, and how ingest answers.
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { budgetGauges } from '@tandem/sync-worker/budget-metrics.js';
import { createMetrics } from '@tandem/sync-worker/metrics.js';
import { resyncMetrics } from '@tandem/sync-worker/resync-metrics.js';
import { type Api, startApi } from './api-harness.js';

describe('metrics', function () {
  this.timeout(30_000);
  let api: Api;
  before(async () => {
    api = await startApi('metrics');
  });
  after(() => api.stop());
  const metrics = async (): Promise<string> => (await fetch(`${api.url}/metrics`)).text();

  it('what waits, what failed and why, and since when no webhook came, are figures to be alarmed by', async () => {
    const { body: project } = await api.call<{ id: string }>('POST', '/projects', {
      title: 'Without a repo',
    });
    await api.call('POST', `/projects/${project.id}/tasks`, { title: 'Goes nowhere' });
    const text = await metrics();
    expect(text).to.contain('tandem_state_readable 1');
    expect(text).to.contain('tandem_operations_failed{state="disabled",code="repo_not_connected"} 1');
    expect(text).to.contain('tandem_groups{state="waiting"} 0');
    expect(text).to.contain('tandem_deliveries_pending 0');
    expect(text).to.contain('tandem_last_delivery_seconds 0');
  });

  it('a reason that no operation has any more is no series any more', async () => {
    await api.database.$executeRaw`DELETE FROM task_sync_operations`;
    expect(await metrics()).not.to.contain('tandem_operations_failed{');
  });

  it('answers are counted by route and status, never by the path with its ids', async () => {
    await api.call('GET', '/tasks/0192f0c4-0000-7000-8000-000000000000');
    const text = await metrics();
    expect(text).to.contain(
      'tandem_http_request_seconds_count{method="GET",route="/api/v1/tasks/:id",status="404"} 1',
    );
    expect(text).not.to.contain('0192f0c4');
  });

  it('where the database is away, the process still tells of itself, and no old figure passes for a new one', async () => {
    await api.database.$executeRaw`ALTER TABLE worker_processes RENAME TO worker_processes_away`;
    const text = await metrics();
    await api.database.$executeRaw`ALTER TABLE worker_processes_away RENAME TO worker_processes`;
    expect(text).to.contain('tandem_state_readable 0').and.to.contain('process_cpu_seconds_total');
    expect(text).not.to.contain('tandem_groups');
  });

  it('every figure that the alerts and the operating guide name exists', async () => {
    const worker = createMetrics().registry;
    budgetGauges(worker);
    resyncMetrics(worker);
    const known = `${await metrics()}\n${await worker.metrics()}`;
    for (const file of ['alerts.yml', 'operating.md']) {
      const text = await readFile(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');
      const named = [...text.matchAll(/\btandem_[a-z_]+[a-z]\b/g)].map(([name]) => name);
      expect(named, file).not.to.be.empty;
      for (const name of named) expect(known, file).to.contain(`# HELP ${name} `);
    }
  });
});
