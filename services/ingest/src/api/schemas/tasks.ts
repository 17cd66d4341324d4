// Requests and answers about tasks.
import { z } from 'zod';
import { named } from './named.js';
import { AuthorShape, GithubPlaceShape, id, pageOf, Sync, SyncStatusSchema, time } from './shapes.js';
import { author, flag, names, pageById, search, text, title, uuid } from './values.js';

const state = z.enum(['open', 'closed']);
const stateReason = z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullable();

export const Task = named(
  'Task',
  z.object({
    id,
    projectId: id.nullable(),
    repoId: id.nullable().describe('The repo in which it lives, or to which it is on its way.'),
    title: z.string().nullable(),
    body: z.string().nullable(),
    state,
    stateReason: z.string().nullable(),
    labels: z.array(z.string()),
    assignees: z.array(z.string()),
    locked: z.boolean(),
    kind: z.enum(['issue', 'pull_request']),
    merged: z.boolean(),
    author: AuthorShape,
    version: z.int(),
    createdAt: time,
    updatedAt: time,
    deletedAt: time.nullable(),
    mergedInto: id.nullable(),
    sync: Sync,
    github: GithubPlaceShape.nullable(),
  }),
);
export const TaskPage = pageOf('TaskPage', Task);

const fields = {
  title,
  body: text.nullable(),
  state,
  stateReason,
  labels: names,
  assignees: names,
};

/** A reason says why something is closed, or that it was opened again: alone, or with the other state, it says nothing. */
const REASONS_OF = {
  open: ['reopened'],
  closed: ['completed', 'not_planned', 'duplicate'],
} as const;

function reasonFits(value: {
  state?: 'open' | 'closed' | undefined;
  stateReason?: string | null | undefined;
}): boolean {
  if (value.stateReason == null) return true;
  return (
    value.state !== undefined && (REASONS_OF[value.state] as readonly string[]).includes(value.stateReason)
  );
}
const MISFIT = {
  path: ['stateReason'],
  message: `needs the \`state\` that it is a reason of: ${Object.entries(REASONS_OF)
    .map(([state, reasons]) => `${state} for ${reasons.join(', ')}`)
    .join('; ')}`,
};

export const TaskCreate = named(
  'TaskCreate',
  z
    .strictObject({
      title: fields.title,
      body: fields.body.optional(),
      state: fields.state.optional(),
      stateReason: fields.stateReason.optional(),
      labels: fields.labels.optional(),
      assignees: fields.assignees.optional(),
      repoId: uuid.optional().describe("Without it: the project's only connected repo, if there is one."),
      author: author.optional(),
    })
    .refine(reasonFits, MISFIT),
);

export const TaskPatch = named(
  'TaskPatch',
  z
    .strictObject({
      ...z.strictObject(fields).partial().shape,
      repoId: uuid.optional().describe('Sends a task that is in no repo there.'),
    })
    .refine(reasonFits, MISFIT),
);

export const TaskQuery = z.strictObject({
  projectId: uuid.optional(),
  repoId: uuid.optional(),
  state: state.optional(),
  sync: SyncStatusSchema.optional(),
  q: search.optional().describe("Part of the title or body, or an issue's number."),
  deleted: flag.optional().describe('true: only what was deleted.'),
  ...pageById,
});
