// Requests and answers about API tokens.
import { z } from 'zod';
import { named } from './named.js';
import { id, pageOf, time } from './shapes.js';
import { moment, name, pageById, uuid } from './values.js';

export const ScopeSchema = z.enum(['read', 'client', 'admin']);

const token = {
  id,
  name: z.string(),
  scope: ScopeSchema,
  projectIds: z.array(id).describe('Projects that the token may touch; empty = all.'),
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
};

export const Token = named('Token', z.object(token));
export const TokenPage = pageOf('TokenPage', Token);
export const TokenWithSecret = named(
  'TokenWithSecret',
  z.object({ ...token, token: z.string().describe('Shown this once and never again.') }),
);
export const TokenQuery = z.strictObject(pageById);

/** More projects than this is every project, said the long way. */
const MOST_PROJECTS = 1000;

export const TokenCreate = named(
  'TokenCreate',
  z
    .strictObject({
      name,
      scope: ScopeSchema,
      projectIds: z.array(uuid).max(MOST_PROJECTS).optional(),
      expiresAt: moment.optional(),
    })
    .refine((value) => value.scope !== 'admin' || (value.projectIds ?? []).length === 0, {
      path: ['projectIds'],
      message: 'an admin token cannot be bound to projects',
    }),
);
