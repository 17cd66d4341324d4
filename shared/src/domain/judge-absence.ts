// What it means that GitHub does not show a thing (rule P5): 404 and 410 are a question. The repo is read first: what
// cannot be reached was not deleted.

/** How GitHub answered for the repo itself. */
export type RepoAnswer = 'readable' | 'issues_off' | 'unreadable';
/** How GitHub answered for the issue of a comment. */
export type IssueAnswer = 'readable' | 'absent';

export type Absence =
  | { readonly kind: 'closed'; readonly state: 'unreadable' | 'issues_off' }
  | { readonly kind: 'deleted' }
  /** It is not there, and GitHub does not say that it ever was: a number that was never given, or a lagging replica. */
  | { readonly kind: 'not_found' };

export function judgeAbsence(
  repo: RepoAnswer,
  thing:
    | { readonly kind: 'task'; readonly status: 404 | 410; readonly seenBefore: boolean }
    | { readonly kind: 'comment'; readonly issue: IssueAnswer },
): Absence {
  if (repo !== 'readable') return { kind: 'closed', state: repo };
  if (thing.kind === 'comment') {
    // Of an issue that is gone itself nothing can be said here: its own fetch finds out.
    return thing.issue === 'readable' ? { kind: 'deleted' } : { kind: 'not_found' };
  }
  return thing.status === 410 ? { kind: 'deleted' } : { kind: 'not_found' };
}

/** Fewer than this are a person tidying up, however small the repo is. */
const FEW = 10;
/** More than this part of a repo does not vanish at once without somebody meaning it, or something being wrong. */
const MOST_PART = 0.25;

/** Whether so many deletions of one repo within an hour stop and ask first (rule P5, the brake). */
export function mustBrake(deletions: number, ofAll: number): boolean {
  return deletions > FEW && deletions > ofAll * MOST_PART;
}
