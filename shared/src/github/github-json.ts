// What we read of GitHub's JSON, and nothing else: unknown fields are passed over, so that GitHub may add what it likes.
// Refuses only what would make the normal form a guess: a missing id, time or title.
import { z } from 'zod';
import { wholeSecond } from '../domain/clock.js';

/** GitHub's ids lie below 2^53; beyond it a number has already lost digits, and only text or a bigint is believed. */
export const id = z
  .union([z.number().int().nonnegative(), z.bigint().nonnegative(), z.string().regex(/^\d+$/)])
  .transform(String);

/** ISO 8601 to ms since the epoch, in whole seconds. */
const time = z
  .string()
  .transform((text) => wholeSecond(Date.parse(text)))
  .refine((ms) => Number.isFinite(ms), 'not a time');

/**
 * What people wrote. NUL and halves of characters, which no database of text holds, become the sign for an unreadable one:
 * refused, one such title would stop the whole page of a pull, again and again.
 */
export const text = z.string().transform((raw) => raw.replaceAll(UNSTORABLE, UNREADABLE));
const UNSTORABLE = /\0|\p{Surrogate}/gu;
const UNREADABLE = '\uFFFD';

const user = z.object({ login: z.string(), id: id.nullish() }).nullish();
const app = z.object({ id }).nullish();
const label = z.union([text, z.object({ name: text.nullish() }).transform(({ name }) => name ?? null)]);

export const authored = z.object({ user, performed_via_github_app: app });

const thing = authored.extend({
  id,
  node_id: z.string().optional(),
  html_url: z.string().optional(),
  body: text.nullish(),
  created_at: time.optional(),
  updated_at: time,
});

const numbered = thing.extend({
  number: z.number().int().positive(),
  title: text,
  state: z.enum(['open', 'closed']),
  labels: z.array(label).optional(),
  assignees: z.array(user).nullish(),
  locked: z.boolean().optional(),
});

export const labelsJson = z.array(label);

export const issueJson = numbered.extend({
  state_reason: z.string().nullish(),
  pull_request: z.object({ merged_at: z.string().nullish() }).nullish(),
});

export const pullRequestJson = numbered.extend({ merged_at: z.string().nullish() });

export const commentJson = thing;

export type AuthoredJson = z.output<typeof authored>;
export type ThingJson = z.output<typeof thing>;
export type NumberedJson = z.output<typeof numbered>;

/** Reads a value by a schema; the message names the first field that is wrong. */
export function readJson<T>(
  schema: z.ZodType<T>,
  what: string,
  json: unknown,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string } {
  const read = schema.safeParse(json);
  if (read.success) return { ok: true, value: read.data };
  const issue = read.error.issues[0];
  const field = [what, ...(issue?.path ?? [])].map(String).join('.');
  return { ok: false, message: `${field}: ${issue?.message ?? 'not readable'}` };
}
