// Requests and answers about push subscriptions.
import { z } from 'zod';
import { named } from './named.js';
import { id, pageOf, time } from './shapes.js';
import { pageById, text, uuid } from './values.js';

/** Longer URLs are refused by many servers on the way. */
const LONGEST_URL = 2_000;
/** More projects than this is every project, said the long way. */
const MOST_PROJECTS = 1_000;

const subscription = {
  id,
  url: z.string(),
  projectIds: z.array(id).describe('Projects whose changes are told; empty = all.'),
  state: z.enum(['active', 'failing', 'disabled']),
  position: z.string().describe('The pointer of the change log up to which notices were taken.'),
  failures: z.int().describe('Attempts in a row that were not taken.'),
  failingSince: time.nullable(),
  nextAttemptAt: time.nullable(),
  lastSuccessAt: time.nullable(),
  lastError: z.string().nullable(),
  disabledAt: time.nullable(),
  disabledReason: z.string().nullable(),
  rotatedAt: time.nullable(),
  createdAt: time,
};

export const Subscription = named('Subscription', z.object(subscription));
export const SubscriptionPage = pageOf('SubscriptionPage', Subscription);
export const SubscriptionWithSecret = named(
  'SubscriptionWithSecret',
  z.object({
    ...subscription,
    secret: z
      .string()
      .describe('Verifies the signatures (Standard Webhooks). Shown this once and never again.'),
  }),
);
export const SubscriptionQuery = z.strictObject(pageById);

const url = text.max(LONGEST_URL).describe('https, unless an operator allowed the host by name.');
const projectIds = z.array(uuid).max(MOST_PROJECTS);

export const SubscriptionCreate = named(
  'SubscriptionCreate',
  z.strictObject({
    url,
    projectIds: projectIds.optional(),
    after: z
      .string()
      .regex(/^\d{1,18}$/, 'must be a pointer of the change log: the `pointer` of a page, or 0')
      .optional()
      .describe('Where to begin; without it from now on.'),
  }),
);
export const SubscriptionPatch = named(
  'SubscriptionPatch',
  z.strictObject({
    url: url.optional(),
    projectIds: projectIds.optional(),
    enabled: z.boolean().optional().describe('true: try again at once, whatever failed before.'),
  }),
);

export const PushTest = named(
  'PushTest',
  z.object({
    taken: z.boolean(),
    status: z.int().nullable().describe("The receiver's answer; null where none came."),
    error: z.string().nullable(),
    webhookId: z.string(),
  }),
);
