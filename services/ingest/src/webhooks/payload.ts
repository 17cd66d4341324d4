// The part of a webhook payload that every event shares. Validated, because it comes from outside; tolerant, because
// GitHub adds fields at any time.
import { z } from 'zod';

const id = z.number().int().positive();

export const repositoryJson = z.object({
  id,
  node_id: z.string().optional(),
  name: z.string().min(1),
  full_name: z.string().min(3),
  private: z.boolean().default(false),
  archived: z.boolean().optional(),
  has_issues: z.boolean().optional(),
});

export const installationJson = z.object({
  id,
  account: z.object({
    id,
    login: z.string().optional(),
    slug: z.string().optional(),
    type: z.string().default('Enterprise'),
  }),
  permissions: z.record(z.string(), z.string()).default({}),
  suspended_at: z.union([z.string(), z.number()]).nullish(),
});

export const envelopeJson = z.object({
  action: z.string().optional(),
  repository: repositoryJson.optional(),
  changes: z.unknown().optional(),
});

export type RepositoryJson = z.infer<typeof repositoryJson>;

export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** Reads a value or says which field is wrong. */
export function readWith<T>(schema: z.ZodType<T>, json: unknown, what: string): Read<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const path = [what, ...(issue?.path ?? [])].join('.');
  return { ok: false, message: `${path}: ${issue?.message ?? 'cannot be read'}` };
}

/** `owner/name` apart. */
export function ownerOf({ full_name }: RepositoryJson): string {
  return full_name.slice(0, full_name.indexOf('/'));
}
