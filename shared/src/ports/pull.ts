// What pulling and scheduling need beyond resource-store.ts: the lists of a repo on GitHub, and what the tables keep of a repo's
// pulls and of what is due. Adapters keep these promises; the stories know nothing else of them.
import type { Content } from '../domain/resource/content.js';
import type { RepoFacts } from '../domain/github/directory-update.js';
import type { Failure } from '../domain/github/failures.js';
import type { ImportProgress } from '../domain/schedule/import-progress.js';
import type { Facts } from '../domain/operations/operation.js';
import type { DueRepo } from '../domain/schedule/plan-window.js';
import type { PullPlace } from '../domain/schedule/plan-pull.js';
import type { SyncBounds } from '../domain/schedule/next-sync-at.js';
import type { CallClass } from '../domain/github/budget.js';
import type { Called } from './github.js';
import type { ResourceRef } from './loaded-resource.js';
import type { ResourceTransaction } from './resource-store.js';
import type { Head } from './survey.js';

export type RepoList = 'issues' | 'comments';

/** Where a repo is, and at whose expense it is asked. */
export interface RepoAddress {
  readonly repoId: string;
  /** GitHub's id of the repo. */
  readonly repoExternalId: string;
  readonly owner: string;
  readonly repo: string;
  readonly installationRowId: string | null;
  readonly installationId: string | null;
}

/** One row of a list, in normal form. */
export interface ListedThing {
  readonly number: number;
  /** GitHub's id: of the issue, or of the comment. */
  readonly externalId: string;
  readonly content: Content;
  /** ms in whole seconds. */
  readonly githubUpdatedAt: number;
  readonly facts: Facts;
  /** The record that a marker of ours names, if our app wrote the thing. */
  readonly markedRecord: string | null;
  /** Of an issue: whether it has comments, as far as its row says; of a comment: false. */
  readonly hasComments: boolean;
}

export interface ListPage {
  readonly things: readonly ListedThing[];
  /** Rows that could not be read; their number is told, the rest goes on. */
  readonly unreadable: number;
  /** The query of GitHub's link to the next page; null at the end. */
  readonly next: Readonly<Record<string, string>> | null;
  readonly etag: string | null;
  readonly answeredAt: number;
}

/** The repo-wide lists of GitHub. Failures are values. */
export interface GithubLists {
  /** `not_modified` only where an etag was given. */
  page(
    list: RepoList,
    repo: RepoAddress,
    place: Pick<PullPlace, 'since' | 'order' | 'page'>,
    options: { readonly etag: string | null; readonly call: CallClass },
  ): Promise<Called<ListPage | 'not_modified'>>;
  /** How many there are, by one small request. */
  count(list: RepoList, repo: RepoAddress): Promise<Called<number>>;
}

/** What the tables keep of a repo's pulls. */
export interface RepoPull extends RepoAddress {
  /** GitHub's id of the repo for GraphQL; null = not told yet. */
  readonly nodeId: string | null;
  /** False: not connected, paused, unreadable, or without an active installation. */
  readonly open: boolean;
  readonly pointers: Readonly<Record<RepoList, number | null>>;
  readonly places: Readonly<Record<RepoList, PullPlace | null>>;
  readonly etags: Readonly<Partial<Record<RepoList, KnownAnswer>>>;
  readonly importing: ImportProgress | null;
  readonly nextPullAt: number | null;
  readonly lastPulledAt: number | null;
  readonly failures: number;
  readonly notBefore: number | null;
  readonly lastWebhookAt: number | null;
  readonly webhooksSilentSince: number | null;
  readonly nextCompareAt: number | null;
  /** When the list of comments was last read to its end; null = never, or a conversation changed since. */
  readonly commentsListedAt: number | null;
}

/** The list that was empty of news when it was asked with this `since`. */
export interface KnownAnswer {
  readonly since: number;
  readonly etag: string;
}

/** What a page, or the end of a pull, changes of it. Absent = stays. */
export interface PullPatch {
  readonly list?: RepoList;
  readonly pointer?: number | null;
  readonly place?: PullPlace | null;
  readonly etag?: KnownAnswer | null;
  readonly importing?: ImportProgress | null;
  readonly nextPullAt?: number | null;
  readonly lastPulledAt?: number;
  readonly commentsListedAt?: number | null;
  readonly failures?: number;
  readonly notBefore?: number | null;
  readonly webhooksSilentSince?: number | null;
  readonly nextCompareAt?: number | null;
  /** What was missing is back. */
  readonly deletionBrake?: null;
}

export interface DueResource extends ResourceRef {
  readonly dueAt: number;
  readonly requested: boolean;
  readonly lastSyncedAt: number | null;
  /** True: GitHub's content was seen, so a list that does not name it says that it did not change. */
  readonly seen: boolean;
}

export interface PullTransaction extends ResourceTransaction {
  /**
   * Saves the state of a pull; false where another one moved the place meanwhile, and then nothing was saved. Called last
   * in a transaction: the repo's row is locked after the records, as everywhere.
   */
  savePull(repoId: string, expected: PullPlace | null, patch: PullPatch): Promise<boolean>;
}

export interface PullStore {
  transaction<T>(work: (tx: PullTransaction) => Promise<T>): Promise<T>;
  repo(repoId: string): Promise<RepoPull | null>;
  /** Open repos with something due before `until`, their failures allowing. One row per index and repo is read (rule S2). */
  dueRepos(until: number): Promise<DueRepo[]>;
  /** What is due in a repo, requested first, then the longest due. */
  dueResources(repoId: string, until: number, limit: number): Promise<DueResource[]>;
  /** The issues of a repo that exist on GitHub as far as we know, made before a moment. */
  knownNumbers(
    repoId: string,
    madeBefore: number,
  ): Promise<{ readonly taskId: string; readonly number: number }[]>;
  /**
   * What a list that was read to its end says of those that it did not name: they are as we know them. Touches records
   * of the kind due before `until` that have been seen on GitHub and have no open operation. Returns how many.
   */
  markSynced(input: {
    readonly repoId: string;
    readonly kind: ResourceRef['kind'];
    readonly asOf: number;
    readonly until: number;
    readonly bounds: SyncBounds;
    /** Numbers of issues that are not as we know them. */
    readonly except?: readonly number[];
  }): Promise<number>;
  /** The repos of an installation that are due before `until` and can share a question, the longest due first. */
  sharing(installationRowId: string, until: number, limit: number): Promise<RepoPull[]>;
  /**
   * Of what GitHub named as changed: what we do not know at that time, by repo. What was read within the very second in
   * which it changed counts as unknown: more may have followed in that second.
   */
  unknownOf(told: ReadonlyMap<string, readonly Head[]>): Promise<ReadonlyMap<string, readonly number[]>>;
  /**
   * The pull that was known to come at `known` comes later: what it asks for was answered as of `asOf`. Not where a list
   * is to be read before that only a pull reads, nor where somebody moved it.
   */
  putOffPull(repo: {
    readonly repoId: string;
    readonly known: number | null;
    readonly asOf: number;
    readonly next: number;
  }): Promise<void>;
}

export interface RepoBell {
  /** Rings for a repo after a while, or at once; a ring that waits already is moved. */
  ring(repoId: string, delayMs: number): Promise<void>;
  /** The same for those repos of an installation that share a question. @param installationRowId our row of it */
  ringShared(installationRowId: string, delayMs: number): Promise<void>;
}

/** What GitHub says of a repo itself, asked by its id (rule P5). */
export type RepoReading =
  | { readonly kind: 'readable' | 'issues_off'; readonly facts: RepoFacts }
  | { readonly kind: 'unreadable'; readonly externalId: string }
  | { readonly kind: 'failed'; readonly failure: Failure };
