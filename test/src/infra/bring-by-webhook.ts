// What the door makes of a webhook about an issue as it now stands on GitHub, for flows that have no ingest: accepted in one
// transaction like any other change from there.
import { acceptChanges, type Accepted } from '@tandem/shared/accept-changes.js';
import type { SimulatedWorker } from './simulated-worker.js';

export async function bringByWebhook(
  worker: SimulatedWorker,
  repoId: string,
  number: number,
): Promise<Accepted> {
  const { context } = worker;
  const repo = await context.pulls.repo(repoId);
  if (repo === null) throw new Error('The repo is not there.');
  const place = { since: null, order: 'created', page: null } as const;
  const page = await context.lists.page('issues', repo, place, { etag: null, call: 'background' });
  if (!page.ok || page.value === 'not_modified') throw new Error('The list could not be read.');
  const thing = page.value.things.find((one) => one.number === number);
  if (thing === undefined) throw new Error(`#${number} is not on the first page.`);
  const { content, githubUpdatedAt, externalId, facts } = thing;
  const issue = {
    repoExternalId: repo.repoExternalId,
    number,
    externalId,
    pullRequestExternalId: null,
    taskKind: 'issue',
    markedRecord: null,
  } as const;
  return context.store.transaction((tx) =>
    acceptChanges(
      tx,
      [
        {
          action: 'update',
          source: 'webhook',
          content,
          githubUpdatedAt,
          fetch: false,
          issue,
          comment: null,
          facts,
          deliveryId: null,
          embeddedIssue: null,
        },
      ],
      worker.now(),
    ),
  );
}
