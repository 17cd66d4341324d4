// What the tables keep of a repo's pulls (port PullStore). The state of a pull is saved with the page that it covers, in
// one transaction, and only if no other pull of the repo moved it meanwhile.
import type { ImportProgress } from '../../domain/schedule/import-progress.js';
import type { PullPlace } from '../../domain/schedule/plan-pull.js';
import type { Clock } from '../../ports/clock.js';
import type {
  KnownAnswer,
  PullPatch,
  PullStore,
  PullTransaction,
  RepoList,
  RepoPull,
} from '../../ports/pull.js';
import { iso } from '../resources/content-columns.js';
import { knownNumbers } from '../resources/deletions.js';
import { dueRepos, dueResources, markSynced } from './due-resources.js';
import { IS_OPEN } from '../directory/open-repos.js';
import { putOffPull, unknownOf } from './shared-pulls.js';
import { isRepeatable, isUniqueViolation, Prisma, type Database, type Queryable } from '../prisma.js';
import { transactionOn } from '../resources/resource-store.js';

/** Deadlocks are rare, since all locks are taken in one order; five in a row mean that something else is wrong. */
const MAX_REPEATS = 5;

export function createPullStore(database: Database, clock: Clock): PullStore {
  return {
    repo: async (repoId) => (await readRepoPulls(database, [repoId]))[0] ?? null,
    dueRepos: (until) => dueRepos(database, until),
    dueResources: (repoId, until, limit) => dueResources(database, repoId, until, limit),
    markSynced: (input) => markSynced(database, input),
    sharing: async (installationRowId, until, limit) => {
      const due = (await dueRepos(database, until)).filter(
        ({ sharesWith, requested }) => sharesWith === installationRowId && !requested,
      );
      const ids = due.slice(0, limit).map(({ repoId }) => repoId);
      const repos = new Map((await readRepoPulls(database, ids)).map((repo) => [repo.repoId, repo]));
      return ids.flatMap((id) => repos.get(id) ?? []);
    },
    unknownOf: (told) => unknownOf(database, told),
    putOffPull: (repo) => putOffPull(database, repo),
    knownNumbers: (repoId, madeBefore) => knownNumbers(database, repoId, madeBefore),
    async transaction(work) {
      for (let repeats = 0; ; repeats += 1) {
        try {
          return await database.$transaction((tx) => work(pullTransactionOn(tx, clock)));
        } catch (error) {
          if (!(isRepeatable(error) || isUniqueViolation(error)) || repeats >= MAX_REPEATS) throw error;
        }
      }
    },
  };
}

function pullTransactionOn(tx: Queryable, clock: Clock): PullTransaction {
  return {
    ...transactionOn(tx, clock),
    savePull: (repoId, expected, patch) => savePull(tx, repoId, expected, patch),
  };
}

interface RepoPullRow {
  readonly id: string;
  readonly external_id: string;
  readonly node_id: string | null;
  readonly owner: string;
  readonly name: string;
  readonly installation_row: string | null;
  readonly installation: string | null;
  readonly open: boolean;
  readonly issues_pointer_at: Date | null;
  readonly comments_pointer_at: Date | null;
  readonly issues_continuation: PullPlace | null;
  readonly comments_continuation: PullPlace | null;
  readonly list_etags: Partial<Record<RepoList, KnownAnswer>>;
  readonly import_progress: ImportProgress | null;
  readonly next_pull_at: Date | null;
  readonly last_pulled_at: Date | null;
  readonly pull_failures: number;
  readonly pull_not_before: Date | null;
  readonly last_webhook_at: Date | null;
  readonly webhooks_silent_since: Date | null;
  readonly next_compare_at: Date | null;
  readonly comments_listed_at: Date | null;
}

async function readRepoPulls(db: Queryable, repoIds: readonly string[]): Promise<RepoPull[]> {
  const rows = await db.$queryRaw<RepoPullRow[]>`
    SELECT r.id::text, r.external_id::text, r.node_id, r.owner, r.name, n.id::text AS installation_row,
      n.external_id::text AS installation, coalesce(${IS_OPEN}, false) AS open, r.issues_pointer_at,
      r.comments_pointer_at, r.issues_continuation, r.comments_continuation, r.list_etags, r.import_progress,
      r.next_pull_at, r.last_pulled_at, r.pull_failures, r.pull_not_before, r.last_webhook_at, r.webhooks_silent_since,
      r.next_compare_at, r.comments_listed_at
    FROM github_repos r LEFT JOIN github_app_installations n ON n.id = r.installation_id
    WHERE r.id = ANY(${repoIds}::uuid[])`;
  return rows.map(toRepoPull);
}

function toRepoPull(row: RepoPullRow): RepoPull {
  return {
    repoId: row.id,
    repoExternalId: row.external_id,
    nodeId: row.node_id,
    owner: row.owner,
    repo: row.name,
    installationRowId: row.installation_row,
    installationId: row.installation,
    open: row.open,
    pointers: { issues: at(row.issues_pointer_at), comments: at(row.comments_pointer_at) },
    places: { issues: row.issues_continuation, comments: row.comments_continuation },
    etags: row.list_etags,
    importing: row.import_progress,
    nextPullAt: at(row.next_pull_at),
    lastPulledAt: at(row.last_pulled_at),
    failures: row.pull_failures,
    notBefore: at(row.pull_not_before),
    lastWebhookAt: at(row.last_webhook_at),
    webhooksSilentSince: at(row.webhooks_silent_since),
    nextCompareAt: at(row.next_compare_at),
    commentsListedAt: at(row.comments_listed_at),
  };
}

async function savePull(
  db: Queryable,
  repoId: string,
  expected: PullPlace | null,
  patch: PullPatch,
): Promise<boolean> {
  const { list } = patch;
  const sets = [
    ...(list === undefined ? [] : placeColumns(list, patch)),
    ...time('next_pull_at', patch.nextPullAt),
    ...time('last_pulled_at', patch.lastPulledAt),
    ...time('comments_listed_at', patch.commentsListedAt),
    ...time('pull_not_before', patch.notBefore),
    ...time('webhooks_silent_since', patch.webhooksSilentSince),
    ...time('next_compare_at', patch.nextCompareAt),
    ...(patch.failures === undefined ? [] : [Prisma.sql`pull_failures = ${patch.failures}`]),
    ...(patch.deletionBrake === undefined ? [] : [Prisma.sql`deletion_brake = NULL`]),
    ...(patch.importing === undefined ? [] : [importColumn(patch.importing)]),
    Prisma.sql`updated_at = now()`,
  ];
  const unmoved =
    list === undefined
      ? Prisma.sql`TRUE`
      : Prisma.sql`${PLACES[list]} IS NOT DISTINCT FROM ${expected === null ? null : JSON.stringify(expected)}::jsonb`;
  const saved = await db.$executeRaw`
    UPDATE github_repos SET ${Prisma.join(sets)} WHERE id = ${repoId}::uuid AND ${unmoved}`;
  return saved > 0;
}

const PLACES: Readonly<Record<RepoList, Prisma.Sql>> = {
  issues: Prisma.raw('issues_continuation'),
  comments: Prisma.raw('comments_continuation'),
};
const POINTERS: Readonly<Record<RepoList, Prisma.Sql>> = {
  issues: Prisma.raw('issues_pointer_at'),
  comments: Prisma.raw('comments_pointer_at'),
};

function placeColumns(list: RepoList, { place, pointer, etag }: PullPatch): Prisma.Sql[] {
  return [
    ...(place === undefined
      ? []
      : [Prisma.sql`${PLACES[list]} = ${place === null ? null : JSON.stringify(place)}::jsonb`]),
    ...(pointer === undefined || pointer === null
      ? []
      : [Prisma.sql`${POINTERS[list]} = greatest(${POINTERS[list]}, ${iso(pointer)}::timestamptz)`]),
    ...(etag === undefined
      ? []
      : [
          Prisma.sql`list_etags = jsonb_set(list_etags, ARRAY[${list}::text], ${JSON.stringify(etag)}::jsonb)`,
        ]),
  ];
}

/** A pause that came while a page was read stays: only the person who paused goes on, and nobody knows when. */
function importColumn(importing: ImportProgress | null): Prisma.Sql {
  const value = importing === null ? null : JSON.stringify(importing);
  return Prisma.sql`import_progress = ${value}::jsonb || CASE WHEN import_progress ->> 'status' = 'paused'
    THEN '{"status": "paused", "etaAt": null}'::jsonb ELSE '{}'::jsonb END`;
}

function time(column: string, value: number | null | undefined): Prisma.Sql[] {
  return value === undefined ? [] : [Prisma.sql`${Prisma.raw(column)} = ${iso(value)}::timestamptz`];
}

function at(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}
