// Faults as data. An expression for `route` is written between slashes: "/issues$/".
import { z } from 'zod';
import type { Fault } from '../rest/rest-faults.js';
import type { WebhookFault } from '../webhooks/webhook-faults.js';

const route = z.string().transform((text, context) => {
  if (!/^\/.*[^/]\/$/.test(text) || text.includes('{')) return text;
  try {
    return new RegExp(text.slice(1, -1));
  } catch {
    context.addIssue('is no regular expression');
    return z.NEVER;
  }
});

const common = {
  match: z
    .strictObject({
      method: z.string().optional(),
      route: route.optional(),
      installationId: z.number().int().optional(),
      repo: z.string().optional(),
    })
    .optional(),
  times: z.number().int().positive().optional(),
  every: z.number().int().positive().optional(),
  after: z.enum(['before', 'after']).optional(),
};

const limitStatus = z.union([z.literal(403), z.literal(429)]).optional();
const ms = z.number().nonnegative();

const restFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lose-reply'), ...common }),
  z.strictObject({ kind: z.literal('reset'), ...common }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.number().int().min(200).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    applied: z.boolean().optional(),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('primary-limit'),
    resetAfterMs: ms,
    status: limitStatus,
    sticky: z.boolean().optional(),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('secondary-limit'),
    retryAfterSeconds: z.number().int().nonnegative().optional(),
    status: limitStatus,
    message: z.string().optional(),
    documentationUrl: z.string().optional(),
    nothingRemains: z.boolean().optional(),
    sticky: z.boolean().optional(),
    ...common,
  }),
  z.strictObject({ kind: z.literal('delay'), ms, ...common }),
  z.strictObject({ kind: z.literal('hold'), ...common }),
  z.strictObject({ kind: z.literal('stale-read'), count: z.number().int().positive().optional(), ...common }),
]);

const webhookFault = z.strictObject({
  match: z.strictObject({ event: z.string().optional(), action: z.string().optional() }).optional(),
  kind: z.enum(['drop', 'fail', 'double', 'delay', 'hold', 'reorder']),
  ms: ms.optional(),
  status: z.number().int().optional(),
  window: z.number().int().min(2).optional(),
  times: z.number().int().positive().optional(),
  every: z.number().int().positive().optional(),
});

/** A REST fault as it is, or `{webhooks: {…}}`. */
export type FaultOrder =
  { readonly rest: Fault } | { readonly webhooks: WebhookFault } | { readonly problem: string };

const problem = (error: z.ZodError): FaultOrder => ({
  problem: error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; '),
});

export function readFault(input: unknown): FaultOrder {
  if (typeof input === 'object' && input !== null && 'webhooks' in input) {
    const parsed = webhookFault.safeParse(input.webhooks);
    return parsed.success ? { webhooks: parsed.data } : problem(parsed.error);
  }
  const parsed = restFault.safeParse(input);
  return parsed.success ? { rest: parsed.data } : problem(parsed.error);
}
