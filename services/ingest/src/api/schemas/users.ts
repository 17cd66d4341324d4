// Requests and answers about users and their GitHub accounts, and about what was done by whom.
import { z } from 'zod';
import { named } from './named.js';
import { id, pageOf, time } from './shapes.js';
import { flag, moment, name, pageById, pageByNumber, search, uuid } from './values.js';

export const GithubAccount = named(
  'GithubAccount',
  z.object({
    id,
    externalId: z.string().describe("GitHub's id."),
    login: z.string(),
    userId: id.nullable().describe('Null: seen on GitHub, and claimed by nobody.'),
    connected: z.boolean().describe('Whether writes are made in its name.'),
  }),
);
export const GithubAccountPage = pageOf('GithubAccountPage', GithubAccount);
export const GithubAccountQuery = z.strictObject({
  claimed: flag.optional(),
  q: search.optional().describe('Part of the login.'),
  ...pageById,
});

export const Connection = named(
  'Connection',
  z.object({
    login: z.string(),
    connected: z.boolean().describe("Whether the user's writes go in this name."),
    since: time.describe('When the account was connected.'),
    problem: z
      .object({ code: z.string(), message: z.string(), at: time })
      .nullable()
      .describe('Why the last write went in the name of the app.'),
  }),
);

export const User = named(
  'User',
  z.object({
    id,
    name: z.string(),
    createdAt: time,
    github: Connection.nullable().describe('Null: no account was ever connected.'),
    githubAccounts: z.array(GithubAccount),
  }),
);

export const ConnectStart = named(
  'ConnectStart',
  z.object({
    url: z.string().describe("GitHub's page. The user's own browser must open it; it counts once."),
    expiresAt: time,
  }),
);
export const UserPage = pageOf('UserPage', User);
export const UserQuery = z.strictObject(pageById);
export const UserCreate = named('UserCreate', z.strictObject({ name }));
export const AccountClaim = named(
  'AccountClaim',
  z.strictObject({
    login: z
      .string()
      .regex(/^[\w[\]-]{1,100}$/, 'must be a GitHub login')
      .describe('Of an account that was seen on GitHub.'),
  }),
);

export const AuditEntry = named(
  'AuditEntry',
  z.object({
    id: z.string(),
    at: time,
    tokenId: id.nullable().describe('Null: done by Tandem itself.'),
    actor: z.string(),
    action: z.string().describe('Such as `PATCH /tasks/:id`.'),
    target: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  }),
);
export const AuditPage = pageOf('AuditPage', AuditEntry);
export const AuditQuery = z.strictObject({
  tokenId: uuid.optional(),
  action: name.optional(),
  since: moment.optional(),
  ...pageByNumber,
});
