// Installations and repos as GitHub last told them. Ids are the identity (rule P5): a renamed repo or owner is the same
// row with another name.
import { v7 as uuid } from 'uuid';
import type { DirectoryUpdate, InstallationFacts, RepoFacts } from '../../domain/github/directory-update.js';
import type { ResourceRef } from '../../ports/loaded-resource.js';
import type { Queryable } from '../prisma.js';
import { resumeOperations, unreachableRepos } from '../resources/resume-operations.js';

/** Idempotent, and in any order: what is told twice changes nothing. Returns the groups that may go on now. */
export async function applyDirectoryUpdate(db: Queryable, update: DirectoryUpdate): Promise<ResourceRef[]> {
  const { installation, repos, removedRepos } = update;
  const unreachable = await unreachableRepos(
    db,
    installation?.externalId ?? null,
    repos.map(({ externalId }) => externalId),
  );
  if (update.renamedAccount !== undefined) await renameAccount(db, update.renamedAccount);
  if (installation !== null) await saveInstallation(db, installation);
  if (repos.length > 0) await saveRepos(db, repos, installation?.externalId ?? null);
  if (removedRepos.length > 0) {
    await db.$executeRaw`
      UPDATE github_repos SET state = 'unreadable', updated_at = now()
      WHERE external_id = ANY(${removedRepos.map(BigInt)}::bigint[])`;
  }
  return resumeOperations(db, installation?.state === 'active' ? installation.externalId : null, unreachable);
}

/** GitHub sends no word of its repos then: whoever bears one of the names steps aside until it is told of its own. */
async function renameAccount(
  db: Queryable,
  { accountId, login }: NonNullable<DirectoryUpdate['renamedAccount']>,
): Promise<void> {
  const owned = await db.$queryRaw<{ externalId: string; name: string }[]>`
    SELECT r.external_id::text AS "externalId", r.name FROM github_repos r
    JOIN github_app_installations n ON n.id = r.installation_id
    WHERE n.account_id = ${BigInt(accountId)} AND r.owner = n.account_login`;
  await stepAside(
    db,
    owned.map(({ externalId, name }) => ({ externalId, owner: login, name })),
  );
  await db.$executeRaw`
    UPDATE github_repos r SET owner = ${login}, updated_at = now()
    WHERE r.external_id = ANY(${owned.map(({ externalId }) => BigInt(externalId))}::bigint[])`;
  await db.$executeRaw`
    UPDATE github_app_installations SET account_login = ${login}, updated_at = now()
    WHERE account_id = ${BigInt(accountId)}`;
}

async function saveInstallation(db: Queryable, facts: InstallationFacts): Promise<void> {
  await db.$executeRaw`
    INSERT INTO github_app_installations
      (id, external_id, account_id, account_login, account_type, permissions, state, suspended_at)
    VALUES (${uuid()}::uuid, ${BigInt(facts.externalId)}, ${BigInt(facts.accountId)}, ${facts.accountLogin},
      ${facts.accountType}, ${JSON.stringify(facts.permissions)}::jsonb, ${facts.state}::installation_state,
      CASE WHEN ${facts.state} = 'suspended' THEN now() END)
    ON CONFLICT (external_id) DO UPDATE SET
      account_id = excluded.account_id, account_login = excluded.account_login, account_type = excluded.account_type,
      permissions = excluded.permissions, state = excluded.state, updated_at = now(),
      suspended_at = CASE WHEN excluded.state = 'suspended'
        THEN coalesce(github_app_installations.suspended_at, now()) END`;
}

/**
 * Owner and name are unique too, and a name may be taken over by another repo before we hear that its old bearer was
 * renamed: the old bearer steps aside under its id until GitHub tells its new name.
 */
export async function stepAside(
  db: Queryable,
  repos: readonly Pick<RepoFacts, 'externalId' | 'owner' | 'name'>[],
): Promise<void> {
  const rows = JSON.stringify(
    repos.map(({ externalId, owner, name }) => ({ external: externalId, owner, name })),
  );
  await db.$executeRaw`
    UPDATE github_repos r SET name = 'renamed-' || r.external_id, updated_at = now()
    FROM jsonb_to_recordset(${rows}::jsonb) AS w(external bigint, owner text, name text)
    WHERE r.owner = w.owner AND r.name = w.name AND r.external_id <> w.external`;
}

async function saveRepos(
  db: Queryable,
  repos: readonly RepoFacts[],
  installationId: string | null,
): Promise<void> {
  const rows = JSON.stringify(
    repos.map((repo) => ({
      id: uuid(),
      external: repo.externalId,
      node_id: repo.nodeId ?? null,
      owner: repo.owner,
      name: repo.name,
      private: repo.private,
      archived: repo.archived ?? null,
      has_issues: repo.hasIssues ?? null,
    })),
  );
  await stepAside(db, repos);
  await db.$executeRaw`
    INSERT INTO github_repos (id, external_id, node_id, installation_id, owner, name, private, archived, state)
    SELECT w.id, w.external, w.node_id, n.id, w.owner, w.name, w.private, coalesce(w.archived, false),
      CASE WHEN w.has_issues = false THEN 'issues_off' ELSE 'active' END::repo_state
    FROM jsonb_to_recordset(${rows}::jsonb)
      AS w(id uuid, external bigint, node_id text, owner text, name text, private boolean, archived boolean, has_issues boolean)
    LEFT JOIN github_app_installations n ON n.external_id = ${installationId === null ? null : BigInt(installationId)}
    ORDER BY w.external
    ON CONFLICT (external_id) DO UPDATE SET
      installation_id = coalesce(excluded.installation_id, github_repos.installation_id),
      node_id = coalesce(excluded.node_id, github_repos.node_id),
      owner = excluded.owner, name = excluded.name, private = excluded.private, updated_at = now(),
      state = excluded.state,
      archived = coalesce((SELECT w.archived FROM jsonb_to_recordset(${rows}::jsonb) AS w(external bigint, archived boolean)
        WHERE w.external = excluded.external_id), github_repos.archived)`;
}
