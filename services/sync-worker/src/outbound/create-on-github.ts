// Creates an issue or a comment, never blindly (rule G3): the intent is stored before the request leaves, and while the
// outcome of an earlier attempt is unknown, its marker is looked for before anything is sent again.
import { v7 as uuid } from 'uuid';
import { MINUTE_MS, SECOND_MS } from '@tandem/shared/domain/clock.js';
import { omit, type Content } from '@tandem/shared/domain/resource/content.js';
import type { ResourceKind } from '@tandem/shared/domain/operations/operation.js';
import { SEND_WITHIN_MS } from '@tandem/shared/domain/merge/write-intents.js';
import { sendable } from '@tandem/shared/domain/merge/plan-outbound.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import type { CreateIntent } from '@tandem/shared/domain/resource/resource.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { Address, LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { RemoteState } from '@tandem/shared/ports/github.js';
import type { Writer } from '@tandem/shared/ports/people.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import type { Unsettled } from '../settle-failure.js';
import { settleAnswer } from './settle-answer.js';

/** GitHub's lists may lag behind a write: what may have been created is looked for this long. */
const LOOK_FOR_MS = MINUTE_MS;
const LOOK_AGAIN_MS = 5 * SECOND_MS;
/** GitHub takes no more characters than this in a body, marker and credit included. */
const MAX_BODY_LENGTH = 65_536;

export async function createOnGithub(
  context: RunContext,
  claimed: ClaimedOperation,
  resource: LoadedResource,
): Promise<Unsettled | null> {
  const { group } = claimed;
  const { address, record } = resource;
  if (address === null) return { kind: 'invalid', reason: REASONS.repoNotConnected };

  const earlier = resource.link?.createIntent ?? null;
  const found =
    earlier === null ? 'nothing' : await findEarlier(context, claimed, resource.taskId, address, earlier);
  if (found !== 'nothing') return found === 'adopted' ? null : found;

  const values = newContent(group.kind, record.content);
  const frame = context.github.frameFor(group, values.body ?? '', resource.author.name);
  if (frame.before.length + (values.body ?? '').length + frame.after.length > MAX_BODY_LENGTH) {
    return { kind: 'invalid', reason: REASONS.bodyTooLong };
  }
  // Rule G8: in the author's own name where they connected an account, and then there is nobody to credit.
  const writer = (await context.writers?.writerOf(resource.author)) ?? null;
  const inName =
    writer === null ? null : { writer, frame: context.github.frameFor(group, values.body ?? '', null) };
  const intent = nextIntent(earlier, values, context.clock.now(), writer);
  await storeIntent(context, claimed, intent);
  const created = await context.github
    .writes(intent.attemptedAt + SEND_WITHIN_MS)
    .create(group, address, omit(values, ['state']), frame, inName);
  if (!created.ok) {
    // GitHub certainly did not take it: the next attempt is a first one, and looks for nothing.
    if (created.failure.kind !== 'unknown_outcome') await storeIntent(context, claimed, null);
    return created.failure;
  }
  const sent = writtenBy(writer, created.value)
    ? omit(values, silentlyLeftOut(values, created.value))
    : values;
  await settleAnswer(context, claimed, resource.taskId, sent, created.value);
  return null;
}

function writtenBy(writer: Writer | null, { facts }: RemoteState): boolean {
  return writer !== null && facts.author?.externalId === writer.externalId;
}

/**
 * Labels and assignees of a person who may not set them are left out by GitHub without a word. To be told as not sent, so
 * that the app sets them afterwards: the client asked for them.
 */
function silentlyLeftOut(values: Content, { content }: RemoteState): ('labels' | 'assignees')[] {
  return (['labels', 'assignees'] as const).filter(
    (set) => (values[set]?.length ?? 0) > 0 && content[set]?.length === 0,
  );
}

/**
 * A client deleted the record while it is unknown whether GitHub took its create. What is found becomes the record's
 * and is deleted by the operation that follows; what is not found in time was never there.
 */
export async function findCreated(
  context: RunContext,
  claimed: ClaimedOperation,
  { taskId, link, address }: LoadedResource,
): Promise<Unsettled | 'nothing' | null> {
  if (link?.createIntent == null || address === null) return 'nothing';
  const found = await findEarlier(context, claimed, taskId, address, link.createIntent);
  if (found === 'nothing') await storeIntent(context, claimed, null);
  return found === 'adopted' ? null : found;
}

/**
 * Looks for what an earlier attempt may have created, and adopts it. `nothing`: long enough looked, it is not there. The
 * time counts from the first look and not from the intent: the request may have waited for its turn before it left.
 */
async function findEarlier(
  context: RunContext,
  claimed: ClaimedOperation,
  taskId: string,
  address: Address,
  intent: CreateIntent,
): Promise<Unsettled | 'adopted' | 'nothing'> {
  const now = context.clock.now();
  const { since, values, lookingSince = now } = intent;
  if (intent.lookingSince === undefined) await storeIntent(context, claimed, { ...intent, lookingSince });
  const found = await context.github.findMarked(claimed.group, address, since, intent.writer ?? null);
  if (!found.ok) return found.failure;
  if (found.value !== null) {
    await settleAnswer(context, claimed, taskId, values, found.value);
    return 'adopted';
  }
  return now < lookingSince + LOOK_FOR_MS
    ? { kind: 'wait', until: now + LOOK_AGAIN_MS, reason: REASONS.lookingForCreate }
    : 'nothing';
}

/** GitHub creates only open issues without a reason: that is what we send, and a closed record is closed afterwards. */
function newContent(kind: ResourceKind, content: Content): Content {
  const values = sendable(content);
  return kind === 'task' ? { ...values, state: { state: 'open', reason: null } } : values;
}

/** Who tried once may have succeeded: the writer stays named when the app tries next. */
function nextIntent(
  earlier: CreateIntent | null,
  values: CreateIntent['values'],
  now: number,
  writer: Writer | null,
): CreateIntent {
  const name = writer?.externalId ?? earlier?.writer;
  return {
    id: earlier?.id ?? uuid(),
    since: earlier?.since ?? now,
    attemptedAt: now,
    attempts: (earlier?.attempts ?? 0) + 1,
    values,
    ...(name === undefined ? {} : { writer: name }),
  };
}

async function storeIntent(
  context: RunContext,
  { group, operation, claimToken }: ClaimedOperation,
  createIntent: CreateIntent | null,
): Promise<void> {
  await context.store.transaction(async (tx) => {
    await tx.lockAndLoad([group]);
    await tx.holdClaim(group.kind, operation.id, claimToken);
    const effects = noEffects();
    effects.links.push({ ...group, createIntent });
    await tx.save(effects);
  });
}
