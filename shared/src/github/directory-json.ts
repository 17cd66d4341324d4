// What we read of GitHub's installations and repos.
import { z } from 'zod';
import { id } from './github-json.js';

export const installationJson = z
  .object({
    id,
    // An enterprise has a slug instead of a login.
    account: z.object({
      id,
      login: z.string().optional(),
      slug: z.string().optional(),
      type: z.string().optional(),
    }),
    permissions: z.record(z.string(), z.string()).default({}),
    suspended_at: z.string().nullish(),
  })
  .transform(({ id: installationId, account, permissions, suspended_at }) => ({
    id: installationId,
    accountId: account.id,
    accountLogin: account.login ?? account.slug ?? '',
    accountType: account.type ?? 'Enterprise',
    permissions,
    suspendedAt: suspended_at == null ? null : Date.parse(suspended_at),
  }));

export const installationListJson = z.array(installationJson);

export const repoJson = z
  .object({
    id,
    node_id: z.string().optional(),
    name: z.string(),
    full_name: z.string(),
    owner: z.object({ login: z.string() }),
    private: z.boolean().default(false),
    archived: z.boolean().default(false),
    has_issues: z.boolean().default(true),
  })
  .transform((repo) => ({
    id: repo.id,
    ...(repo.node_id === undefined ? {} : { nodeId: repo.node_id }),
    owner: repo.owner.login,
    name: repo.name,
    fullName: repo.full_name,
    private: repo.private,
    archived: repo.archived,
    hasIssues: repo.has_issues,
  }));

export const repoListJson = z
  .object({ repositories: z.array(repoJson) })
  .transform(({ repositories }) => repositories);
