// Requests about conflicts. Their answers are beside those of the operations that met them.
import { z } from 'zod';
import { named } from './named.js';

/** The state as it merges: with its reason, one value. */
export const stateWithReason = z.strictObject({
  state: z.enum(['open', 'closed']),
  reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullable(),
});

export const ConflictResolve = named(
  'ConflictResolve',
  z.union([
    z.strictObject({
      keep: z.enum(['ours', 'theirs', 'base']).describe('One of the versions of the conflict.'),
    }),
    z.strictObject({
      value: z
        .union([z.string(), z.array(z.string()), stateWithReason])
        .describe('A value of your own, in the shape of `ours`.'),
    }),
  ]),
);
