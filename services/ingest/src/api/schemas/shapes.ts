// The parts that several answers share.
import { SYNC_STATUSES } from '@tandem/shared/db/reads/read-sync-status.js';
import { z } from 'zod';
import { named } from './named.js';

export const time = z.iso.datetime();
export const id = z.uuid();

export const SyncStatusSchema = z.enum(SYNC_STATUSES);
export const ResourceKindSchema = z.enum(['task', 'comment']);

export const Reason = named(
  'Reason',
  z.object({
    code: z.string().describe('For programs.'),
    message: z.string().describe('For people.'),
  }),
);

export const Sync = named(
  'Sync',
  z.object({
    status: SyncStatusSchema.describe('The first that holds, in this order.'),
    lastSyncedAt: time.nullable(),
    nextSyncAt: time.nullable(),
    pending: z.int().describe('Operations that are queued or processing.'),
    error: z.object({ code: z.string(), message: z.string(), operationId: id.nullable() }).nullable(),
    waiting: z
      .object({ code: z.string(), message: z.string(), operationId: id, until: time.nullable() })
      .nullable()
      .describe('Why what is pending has not been done yet, and when it is tried next.'),
    conflict: z.int().describe('Conflicts that nobody has decided.'),
  }),
);

export const AuthorShape = named(
  'Author',
  z.object({ login: z.string().nullable(), name: z.string().nullable() }),
);

export const GithubPlaceShape = named(
  'GithubPlace',
  z.object({
    repoId: id,
    repo: z.string().describe('owner/name'),
    number: z.int().describe("The issue's or pull request's number."),
    id: z.string().nullable().describe("GitHub's id."),
    url: z.string().nullable(),
  }),
);

const next = z
  .string()
  .nullable()
  .describe(
    'Where the list goes on; null at its end. A search looks so far per page: one may be short, or empty, and go on.',
  );

/** A page of a list. */
export function pageOf<S extends z.ZodType>(
  name: string,
  item: S,
): z.ZodObject<{ items: z.ZodArray<S>; next: z.ZodNullable<z.ZodString> }> {
  return named(name, z.object({ items: z.array(item), next }));
}
