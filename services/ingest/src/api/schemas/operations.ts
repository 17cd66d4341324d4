// Requests and answers about operations, and about conflicts and deliveries, which explain them.
import { OPERATION_STATES } from '@tandem/shared/domain/operations/transitions.js';
import { z } from 'zod';
import { named } from './named.js';
import { id, pageOf, Reason, ResourceKindSchema, time } from './shapes.js';
import { externalId, moment, name, pageByTime, search, uuid } from './values.js';

const state = z.enum(OPERATION_STATES);
const direction = z.enum(['inbound', 'outbound']);
const action = z.enum(['create', 'update', 'delete']);
const source = z.enum(['webhook', 'client', 'pull', 'scheduler', 'manual', 'import']);

const operation = {
  id,
  kind: ResourceKindSchema,
  taskId: id,
  commentId: id.nullable(),
  subject: z
    .object({ title: z.string().nullable(), repo: z.string().nullable(), number: z.int().nullable() })
    .describe("The task's title, its repo and its number there."),
  direction,
  state,
  source,
  action,
  githubUpdatedAt: time.nullable(),
  canceledBy: id.nullable(),
  duplicateOf: id.nullable(),
  droppedFor: z.object({ type: z.string(), id }).nullable(),
  reason: Reason.nullable(),
  attempt: z.int(),
  notBefore: time.nullable(),
  deliveryId: id.nullable(),
  createdAt: time,
  finishedAt: time.nullable(),
};

export const Operation = named('Operation', z.object(operation));
export const OperationPage = pageOf('OperationPage', Operation);
export const OperationDetail = named(
  'OperationDetail',
  z.object({
    ...operation,
    content: z.record(z.string(), z.unknown()).nullable().describe('What it asserts or carries.'),
    notAccepted: z.record(z.string(), z.unknown()).nullable().describe('What GitHub did not take.'),
    timeline: z.array(
      z.object({ at: time, from: state.nullable(), to: state, reason: Reason.nullable(), by: z.string() }),
    ),
  }),
);

const filter = {
  kind: ResourceKindSchema.optional(),
  state: state.optional(),
  direction: direction.optional(),
  source: source.optional(),
  taskId: uuid.optional().describe('Those of the task and of its comments.'),
  commentId: uuid.optional(),
  repoId: uuid.optional(),
  externalId: externalId.optional().describe("GitHub's id of the issue, pull request or comment."),
  deliveryId: uuid.optional(),
  since: moment.optional(),
  until: moment.optional(),
  action: action.optional(),
  reason: name.optional().describe('The code of the reason.'),
  q: search
    .optional()
    .describe("The issue's number, part of the title, any id, a delivery's GUID, part of the reason."),
};

export const OperationQuery = z.strictObject({ ...filter, ...pageByTime });
export const OperationFilterQuery = z.strictObject(filter);
export const OperationFilterBody = named('OperationFilter', z.strictObject(filter));
export const Count = named('Count', z.object({ count: z.int() }));

export const Conflict = named(
  'Conflict',
  z.object({
    id,
    kind: ResourceKindSchema,
    taskId: id,
    title: z.string().nullable().describe('Of the task; null = not yet known.'),
    commentId: id.nullable(),
    operationId: id.nullable(),
    field: z.string(),
    base: z.unknown(),
    ours: z.unknown(),
    theirs: z.unknown(),
    winner: z.string().describe('The side that the record took: ours or theirs.'),
    state: z.enum(['open', 'resolved']),
    resolution: z.unknown(),
    resolvedBy: z.string().nullable(),
    createdAt: time,
    resolvedAt: time.nullable(),
  }),
);
export const ConflictPage = pageOf('ConflictPage', Conflict);
export const ConflictQuery = z.strictObject({
  kind: ResourceKindSchema.optional(),
  state: z.enum(['open', 'resolved']).optional(),
  field: name.optional(),
  taskId: uuid.optional().describe('Those of the task and of its comments.'),
  commentId: uuid.optional(),
  ...pageByTime,
});

const deliveryState = z.enum(['pending', 'processed', 'ignored', 'parked']);
const delivery = {
  id,
  guid: z.string(),
  event: z.string(),
  action: z.string().nullable(),
  state: deliveryState,
  repo: z.string().nullable(),
  reason: Reason.nullable(),
  attempt: z.int(),
  receivedAt: time,
  processedAt: time.nullable(),
};
export const Delivery = named('Delivery', z.object(delivery));
export const DeliveryPage = pageOf('DeliveryPage', Delivery);
export const DeliveryDetail = named(
  'DeliveryDetail',
  z.object({
    ...delivery,
    headers: z.record(z.string(), z.string()),
    payload: z.string().nullable().describe('The body exactly as it was signed; null = no longer kept.'),
    payloadDroppedAt: time.nullable().describe('Since when the body is no longer kept.'),
  }),
);
export const DeliveryQuery = z.strictObject({
  state: deliveryState.optional(),
  event: name.optional(),
  guid: name.optional(),
  repoId: uuid.optional(),
  since: moment.optional(),
  q: search.optional().describe('Part of event, action or reason.'),
  ...pageByTime,
});
