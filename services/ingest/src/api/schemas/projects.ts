// Requests and answers about projects, and about the repos and installations that the app sees.
import { z } from 'zod';
import { named } from './named.js';
import { id, pageOf, time } from './shapes.js';
import { flag, name, pageById, uuid } from './values.js';

export const Project = named(
  'Project',
  z.object({ id, title: z.string(), createdAt: time, updatedAt: time }),
);
export const ProjectPage = pageOf('ProjectPage', Project);
export const ProjectCreate = named('ProjectCreate', z.strictObject({ title: name }));
export const ProjectQuery = z.strictObject(pageById);

const ImportProgress = named(
  'ImportProgress',
  z.object({
    status: z.enum(['running', 'paused', 'done', 'failed']),
    stage: z.enum(['issues', 'comments']).describe('Which list is being read.'),
    seen: z.int().describe('Issues, pull requests and comments so far.'),
    total: z.int().nullable().describe('As GitHub told at the beginning; null = not asked yet.'),
    requests: z.int().describe("What it took of the budget of GitHub's API so far."),
    ratePerSecond: z.number().nullable(),
    etaAt: time.nullable().describe('When it will be done, at this rate.'),
    startedAt: time,
    updatedAt: time,
    finishedAt: time.nullable(),
    error: z.string().nullable().describe('What went wrong last; null = it goes well.'),
  }),
);

export const Repo = named(
  'Repo',
  z.object({
    id,
    externalId: z.string().describe("GitHub's id."),
    fullName: z.string(),
    owner: z.string(),
    name: z.string(),
    private: z.boolean(),
    archived: z.boolean(),
    state: z.enum(['active', 'unreadable', 'issues_off']),
    syncEnabled: z.boolean(),
    installationId: id.nullable(),
    projectId: id.nullable(),
    connectedAt: time.nullable(),
    lastWebhookAt: time.nullable(),
    webhooksSilentSince: time
      .nullable()
      .describe('Since when changes come by pull alone although webhooks should have told of them.'),
    deletionBrake: z
      .object({
        askedAt: time,
        missing: z.int().describe('At least so many issues and pull requests.'),
        of: z.int(),
      })
      .nullable()
      .describe(
        'So much vanished at once that nothing is deleted here before somebody allows it. Null: no question is open.',
      ),
    pull: z
      .object({
        issuesPointerAt: time.nullable().describe('The greatest remote time seen in the list of issues.'),
        commentsPointerAt: time.nullable(),
        lastPulledAt: time.nullable(),
        nextPullAt: time.nullable(),
        failures: z.int().describe('In a row.'),
      })
      .describe('How far the lists of the repo have been read.'),
    import: ImportProgress.nullable().describe('Progress of the import; null = none has begun.'),
  }),
);
export const RepoPreview = named(
  'RepoPreview',
  z.object({
    private: z.boolean(),
    holds: z
      .object({ issues: z.int().describe('Issues and pull requests.'), comments: z.int() })
      .nullable()
      .describe('What an import would bring; null where GitHub could not be asked.'),
    unplaced: z.int().describe('Tasks of the project that are in no repo; connecting leaves them there.'),
  }),
);
export const RepoPreviewQuery = z.strictObject({ projectId: uuid.optional() });
export const RepoPage = pageOf('RepoPage', Repo);
export const RepoQuery = z.strictObject({
  projectId: uuid.optional(),
  connected: flag.optional(),
  ...pageById,
});
export const RepoConnect = named(
  'RepoConnect',
  z.strictObject({
    fullName: z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'must be owner/name'),
  }),
);

export const Installation = named(
  'Installation',
  z.object({
    id,
    externalId: z.string().describe("GitHub's id."),
    account: z.object({ id: z.string(), login: z.string(), type: z.string() }),
    state: z.enum(['active', 'suspended', 'removed']),
    permissions: z.record(z.string(), z.unknown()),
    suspendedAt: time.nullable(),
    budget: z.record(z.string(), z.unknown()).describe("What GitHub's headers last told."),
    blockedUntil: time.nullable(),
    strikes: z.int().describe('How often in a row GitHub limited us without naming a time.'),
    writes: z
      .object({
        waiting: z.int().describe('Writes that are queued.'),
        lastMinute: z.int(),
        perMinute: z.int(),
        lastHour: z.int(),
        perHour: z.int(),
      })
      .describe('What is written to GitHub, and how much of it is allowed.'),
    clearBy: time
      .nullable()
      .describe('When what waits now will have been written; null where nothing waits.'),
    forecast: z.string().nullable().describe('The same as a sentence.'),
  }),
);
export const InstallationPage = pageOf('InstallationPage', Installation);
export const InstallationQuery = z.strictObject(pageById);
