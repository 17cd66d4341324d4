// What GitHub tells of the app's installations and repos, as one value: by webhook, and by asking at start.

export interface InstallationFacts {
  /** GitHub's ids, as text. */
  readonly externalId: string;
  readonly accountId: string;
  readonly accountLogin: string;
  readonly accountType: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly state: 'active' | 'suspended' | 'removed';
}

export interface RepoFacts {
  readonly externalId: string;
  /** GitHub's id of it for GraphQL. Absent = not told by this payload. */
  readonly nodeId?: string;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  /** Absent = not told by this payload. */
  readonly archived?: boolean;
  readonly hasIssues?: boolean;
}

export interface DirectoryUpdate {
  readonly installation: InstallationFacts | null;
  /** Repos that the installation sees. */
  readonly repos: readonly RepoFacts[];
  /** GitHub's ids of repos that it no longer sees. */
  readonly removedRepos: readonly string[];
  /** An account that goes by another login now: the owner of its repos does, too. */
  readonly renamedAccount?: { readonly accountId: string; readonly login: string };
}
