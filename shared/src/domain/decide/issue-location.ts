// Where GitHub's redirect says that an issue is now. It names the repo by its id; a name is not the identity of a repo, and
// an address that names one leads nowhere here.

export interface IssueLocation {
  /** GitHub's id of the repo. */
  readonly repoExternalId: string;
  readonly number: number;
}

/** @param location of the issue, or of something under it */
export function issueAt(location: string | null): IssueLocation | null {
  const found = /\/repositories\/(\d+)\/issues\/(\d+)(?:[/?#]|$)/.exec(location ?? '');
  const [, repoExternalId, number] = found ?? [];
  return repoExternalId === undefined || number === undefined
    ? null
    : { repoExternalId, number: Number(number) };
}
