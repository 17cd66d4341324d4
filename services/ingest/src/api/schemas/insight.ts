// Requests and answers of what the dashboard looks at beyond the things themselves: the state of the whole, both sides of
// a resource, what surrounds an operation.
import { OPERATION_STATES } from '@tandem/shared/domain/operations/transitions.js';
import { z } from 'zod';
import { named } from './named.js';
import { id, ResourceKindSchema, time } from './shapes.js';

const state = z.enum(OPERATION_STATES);
const direction = z.enum(['inbound', 'outbound']);
const window = z.enum(['hour', 'day', 'week']);
const fields = z.record(z.string(), z.unknown());

export const OverviewQuery = z.strictObject({ window: window.default('day') });

export const OverviewShape = named(
  'Overview',
  z.object({
    at: time,
    window,
    stepMs: z.int(),
    outcomes: z.array(z.object({ at: time, direction, state, count: z.int() })),
    latency: z.array(
      z.object({
        path: z.enum(['webhook_to_record', 'write_to_github']),
        p50: z.number(),
        p95: z.number(),
        p99: z.number(),
        count: z.int(),
      }),
    ),
    groups: z.object({ busy: z.int(), waiting: z.int(), postponed: z.int() }),
    oldestWaitingAt: time.nullable(),
    workers: z
      .array(
        z.object({
          id: z.string(),
          state: z.enum(['alive', 'silent']),
          startedAt: time,
          seenAt: time,
          concurrency: z.int().describe('How many resources it works on at a time.'),
          running: z.array(z.object({ operationId: id, since: time })),
        }),
      )
      .describe('The sync-workers: one that died is silent for a day, one that stopped in order is gone.'),
    failures: z.array(
      z.object({
        state: z.enum(['errored', 'disabled']),
        code: z.string().nullable(),
        message: z.string().nullable(),
        count: z.int(),
        latestAt: time,
      }),
    ),
    deliveries: z.object({
      received: z.int(),
      parked: z.int(),
      pending: z.int(),
      lastAt: time.nullable(),
      missed: z.int().describe('Changes that a pull brought and no webhook had announced.'),
    }),
    drift: z.object({
      since: time,
      sampled: z.int().describe('Random resources that were held against GitHub, field by field.'),
      drifted: z.int().describe('Those that differed although nobody worked on them.'),
      ratio: z.number().nullable(),
      resources: z.array(
        z.object({
          kind: ResourceKindSchema,
          id,
          taskId: id.describe('Of a comment: its task.'),
          title: z.string().nullable(),
          fields: z.array(z.string()),
          at: time,
          repaired: z.boolean().describe('Whether it was synced since.'),
        }),
      ),
    }),
    connectedRepos: z.int(),
    brakes: z.int().describe('Repos whose deletions wait for an answer.'),
    silentRepos: z
      .int()
      .describe('Repos where a pull found what no webhook had told, and none has come since.'),
    conflicts: z.int(),
  }),
);

export const SidesShape = named(
  'Sides',
  z.object({
    kind: ResourceKindSchema,
    id,
    ours: fields,
    theirs: fields.nullable().describe('What GitHub held when last seen.'),
    provenance: z.record(
      z.string(),
      z.object({ side: z.string(), operationId: z.string().nullable(), at: time.nullable() }),
    ),
    githubUpdatedAt: time.nullable(),
    lastSyncedAt: time.nullable(),
    lastAttemptAt: time.nullable(),
    latestEventAt: time.nullable(),
    remoteUpdatedAt: time.nullable(),
    nextSyncAt: time.nullable(),
    syncRequestedAt: time.nullable(),
    failures: z.int(),
    transfers: z
      .array(z.object({ from: z.string(), to: z.string(), at: time }))
      .describe('Where the issue was transferred, oldest first, as `owner/name#number`.'),
  }),
);

export const ReachShape = named('Reach', z.object({ restartable: z.int(), cancelable: z.int() }));

export const OperationContextShape = named(
  'OperationContext',
  z.object({
    before: fields.describe('Field by field what was known before.'),
    displaced: z.array(
      z.object({ id, relation: z.enum(['canceled', 'duplicate', 'dropped']), state, createdAt: time }),
    ),
  }),
);
