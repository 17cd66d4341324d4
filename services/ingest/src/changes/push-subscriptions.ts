// Keeping push subscriptions: who may tell which projects to whom, and the secrets, which are shown once. A test is
// sent at once and changes nothing: it is the answer to "does it reach me?".
import type { ProjectAccess } from '@tandem/shared/ports/client.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import { readPush } from '@tandem/shared/db/changes/push-leases.js';
import { headOfChanges } from '@tandem/shared/db/reads/read-changes.js';
import {
  changeSubscription,
  insertSubscription,
  readSubscription,
  rotateSecret,
  type SubscriptionChange,
} from '@tandem/shared/db/changes/subscriptions.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Sealer } from '@tandem/shared/secrets/seal.js';
import { refuseUrl, type AllowedHosts } from './allowed-target.js';
import { postNotice } from './post-notice.js';
import { refuseAhead } from './refuse-ahead.js';
import { newSecret, noticeOf, secretOf, signedHeaders } from './push-notice.js';
import { errorOf, wasTaken } from './send-pushes.js';
import { conflict, invalid, missing, type Refusal } from '../commands/refusal.js';
import { refuseUnknownProjects } from '../commands/refuse-unknown-projects.js';

export interface SubscriptionDoor {
  readonly database: Database;
  readonly clock: Clock;
  readonly pushing: { readonly sealer: Sealer; readonly allowedHosts: AllowedHosts };
}

export interface SubscriptionToMake {
  readonly id: string;
  readonly tokenId: string;
  readonly url: string;
  readonly projectIds?: readonly string[] | undefined;
  readonly after?: string | undefined;
}

export async function subscribe(
  { database, pushing }: SubscriptionDoor,
  access: ProjectAccess,
  wanted: SubscriptionToMake,
): Promise<{ readonly secret: string } | Refusal> {
  const projectIds = wanted.projectIds ?? access ?? [];
  const refused = await refuse(database, pushing.allowedHosts, access, { url: wanted.url, projectIds });
  if (refused !== null) return refused;
  const head = await headOfChanges(database);
  const position = wanted.after ?? head;
  const ahead = refuseAhead(position, head);
  if (ahead !== null) return ahead;
  const secret = newSecret();
  await insertSubscription(database, {
    id: wanted.id,
    tokenId: wanted.tokenId,
    url: wanted.url,
    projectIds,
    sealedSecret: pushing.sealer.seal(secret, secretOf(wanted.id)),
    position,
  });
  return { secret };
}

export async function changeSubscribed(
  { database, pushing }: SubscriptionDoor,
  access: ProjectAccess,
  id: string,
  change: SubscriptionChange,
): Promise<{ readonly id: string } | Refusal> {
  if ((await readSubscription(database, id, access)) === null) return missing('subscription');
  const refused = await refuse(database, pushing.allowedHosts, access, change);
  if (refused !== null) return refused;
  await changeSubscription(database, id, change);
  return { id };
}

export async function rotate(
  { database, clock, pushing }: SubscriptionDoor,
  access: ProjectAccess,
  id: string,
): Promise<{ readonly secret: string } | Refusal> {
  if ((await readSubscription(database, id, access)) === null) return missing('subscription');
  const secret = newSecret();
  await rotateSecret(database, id, pushing.sealer.seal(secret, secretOf(id)), clock.now());
  return { secret };
}

export interface Tested {
  readonly taken: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly webhookId: string;
}

export async function sendTest(
  { database, clock, pushing }: SubscriptionDoor,
  access: ProjectAccess,
  id: string,
  webhookId: string,
): Promise<Tested | Refusal> {
  const visible = await readSubscription(database, id, access);
  const push = visible === null ? null : await readPush(database, id);
  if (push === null) return missing('subscription');
  const notice = noticeOf(`msg_${webhookId}`, 'test', { subscriptionId: id, items: [] }, clock.now());
  const headers = signedHeaders(notice, push, pushing.sealer, clock.now());
  if (headers === null) return conflict('The signing secret cannot be opened any more: rotate it.');
  const posted = await postNotice(push.url, headers, notice.body, pushing.allowedHosts);
  const taken = wasTaken(posted);
  return {
    taken,
    status: posted.kind === 'answered' ? posted.status : null,
    error: taken ? null : errorOf(posted),
    webhookId: notice.id,
  };
}

async function refuse(
  database: Database,
  allowed: AllowedHosts,
  access: ProjectAccess,
  {
    url,
    projectIds,
  }: { readonly url?: string | undefined; readonly projectIds?: readonly string[] | undefined },
): Promise<Refusal | null> {
  const wrong = url === undefined ? null : refuseUrl(url, allowed);
  if (wrong !== null) return invalid('url', wrong);
  if (projectIds === undefined) return null;
  if (access !== null && projectIds.length === 0) {
    return invalid('projectIds', 'must name projects: the token is bound to some');
  }
  return refuseUnknownProjects(database, projectIds, access);
}
