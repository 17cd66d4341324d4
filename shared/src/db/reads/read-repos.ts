// What the app sees on GitHub: installations and repos, with state, budget and import progress.
import type { ImportProgress } from '../../domain/schedule/import-progress.js';
import type { ProjectAccess } from '../../ports/client.js';
import type { DeletionBrake } from '../../ports/resource-store.js';
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, inProjects, pageOf, time, when, type Page, type PageRequest } from './read-filters.js';

export interface RepoView {
  readonly id: string;
  /** GitHub's id. */
  readonly externalId: string;
  readonly fullName: string;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly state: 'active' | 'unreadable' | 'issues_off';
  /** False: paused by a person. */
  readonly syncEnabled: boolean;
  readonly installationId: string | null;
  /** Null: connected to no project. */
  readonly projectId: string | null;
  readonly connectedAt: string | null;
  readonly lastWebhookAt: string | null;
  /** Since when changes come by pull alone although webhooks should have told of them; null = webhooks arrive. */
  readonly webhooksSilentSince: string | null;
  /** So much vanished at once that nothing is deleted before a person has looked; null = no brake. */
  readonly deletionBrake: DeletionBrake | null;
  /** How far the lists of the repo have been read (rule P1). */
  readonly pull: {
    readonly issuesPointerAt: string | null;
    readonly commentsPointerAt: string | null;
    readonly lastPulledAt: string | null;
    readonly nextPullAt: string | null;
    /** In a row. */
    readonly failures: number;
  };
  /** Progress of the import, as its worker tells it; null before the first. */
  readonly import: Omit<ImportProgress, 'ranMs'> | null;
}

export interface InstallationView {
  readonly id: string;
  readonly externalId: string;
  readonly account: { readonly id: string; readonly login: string; readonly type: string };
  readonly state: 'active' | 'suspended' | 'removed';
  readonly permissions: Readonly<Record<string, unknown>>;
  readonly suspendedAt: string | null;
  /** What GitHub's headers last told, REST and GraphQL apart. */
  readonly budget: Readonly<Record<string, unknown>>;
  readonly blockedUntil: string | null;
}

export async function readRepo(db: Queryable, id: string): Promise<RepoView | null> {
  const [row] = await db.$queryRaw<RepoRow[]>`${SELECT_REPOS} WHERE r.id = ${id}::uuid`;
  return row === undefined ? null : toRepoView(row);
}

/** Newest first. A caller that is bound to projects sees their repos alone. Keys: the id. */
export async function listRepos(
  db: Queryable,
  filter: { readonly projectId?: string | undefined; readonly connected?: boolean | undefined },
  access: ProjectAccess,
  { limit, after }: PageRequest,
): Promise<Page<RepoView>> {
  const rows = await db.$queryRaw<RepoRow[]>`
    ${SELECT_REPOS} WHERE ${allOf([
      inProjects(Prisma.sql`r.project_id`, access),
      // One that is known only because an issue was transferred there is none that the app sees.
      Prisma.sql`(r.installation_id IS NOT NULL OR r.project_id IS NOT NULL)`,
      when(filter.projectId, (id) => Prisma.sql`r.project_id = ${id}::uuid`),
      when(filter.connected, (connected) => Prisma.sql`(r.project_id IS NOT NULL) = ${connected}`),
      when(after?.[0], (id) => Prisma.sql`r.id < ${id}::uuid`),
    ])} ORDER BY r.id DESC LIMIT ${limit + 1}`;
  return pageOf(rows, limit, toRepoView, ({ id }) => [id]);
}

/** Newest first. A caller that is bound to projects sees the installations of their repos. Keys: the id. */
export async function listInstallations(
  db: Queryable,
  access: ProjectAccess,
  { limit, after }: PageRequest,
): Promise<Page<InstallationView>> {
  const rows = await db.$queryRaw<InstallationRow[]>`
    SELECT n.id::text, n.external_id::text, n.account_id::text, n.account_login, n.account_type, n.state::text,
      n.permissions, n.suspended_at, n.budget, n.blocked_until
    FROM github_app_installations n
    WHERE ${allOf([
      access === null
        ? null
        : Prisma.sql`EXISTS (SELECT 1 FROM github_repos r WHERE r.installation_id = n.id AND ${inProjects(Prisma.sql`r.project_id`, access)})`,
      when(after?.[0], (id) => Prisma.sql`n.id < ${id}::uuid`),
    ])} ORDER BY n.id DESC LIMIT ${limit + 1}`;
  return pageOf(rows, limit, toInstallationView, ({ id }) => [id]);
}

interface RepoRow {
  readonly id: string;
  readonly external_id: string;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly state: RepoView['state'];
  readonly sync_enabled: boolean;
  readonly installation_id: string | null;
  readonly project_id: string | null;
  readonly connected_at: Date | null;
  readonly last_webhook_at: Date | null;
  readonly webhooks_silent_since: Date | null;
  readonly deletion_brake: DeletionBrake | null;
  readonly issues_pointer_at: Date | null;
  readonly comments_pointer_at: Date | null;
  readonly last_pulled_at: Date | null;
  readonly next_pull_at: Date | null;
  readonly pull_failures: number;
  readonly import_progress: StoredProgress | null;
}

const SELECT_REPOS = Prisma.sql`
  SELECT r.id::text, r.external_id::text, r.owner, r.name, r.private, r.archived, r.state::text, r.sync_enabled,
    r.installation_id::text, r.project_id::text, r.connected_at, r.last_webhook_at, r.import_progress,
    r.webhooks_silent_since, r.deletion_brake, r.issues_pointer_at, r.comments_pointer_at, r.last_pulled_at,
    r.next_pull_at, r.pull_failures
  FROM github_repos r`;

function toRepoView(row: RepoRow): RepoView {
  return {
    id: row.id,
    externalId: row.external_id,
    fullName: `${row.owner}/${row.name}`,
    owner: row.owner,
    name: row.name,
    private: row.private,
    archived: row.archived,
    state: row.state,
    syncEnabled: row.sync_enabled,
    installationId: row.installation_id,
    projectId: row.project_id,
    connectedAt: time(row.connected_at),
    lastWebhookAt: time(row.last_webhook_at),
    webhooksSilentSince: time(row.webhooks_silent_since),
    deletionBrake: row.deletion_brake,
    pull: {
      issuesPointerAt: time(row.issues_pointer_at),
      commentsPointerAt: time(row.comments_pointer_at),
      lastPulledAt: time(row.last_pulled_at),
      nextPullAt: time(row.next_pull_at),
      failures: row.pull_failures,
    },
    import: row.import_progress === null ? null : shown(row.import_progress),
  };
}

/** Imports that began before requests were counted have none. */
type StoredProgress = Omit<ImportProgress, 'requests'> & Partial<Pick<ImportProgress, 'requests'>>;

function shown({ ranMs: _, ...progress }: StoredProgress): Omit<ImportProgress, 'ranMs'> {
  return { ...progress, requests: progress.requests ?? 0 };
}

interface InstallationRow {
  readonly id: string;
  readonly external_id: string;
  readonly account_id: string;
  readonly account_login: string;
  readonly account_type: string;
  readonly state: InstallationView['state'];
  readonly permissions: Readonly<Record<string, unknown>>;
  readonly suspended_at: Date | null;
  readonly budget: Readonly<Record<string, unknown>>;
  readonly blocked_until: Date | null;
}

function toInstallationView(row: InstallationRow): InstallationView {
  return {
    id: row.id,
    externalId: row.external_id,
    account: { id: row.account_id, login: row.account_login, type: row.account_type },
    state: row.state,
    permissions: row.permissions,
    suspendedAt: time(row.suspended_at),
    budget: row.budget,
    blockedUntil: time(row.blocked_until),
  };
}
