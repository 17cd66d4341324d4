// What it means that GitHub does not show a thing (rule P5): 404 and 410 are a question. The repo is read first: what
// cannot be reached was not deleted.
import { HOUR_MS } from '../clock.js';

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

/** How much of a repo vanished lately. */
export interface Deletions {
  /** Within the last hour. */
  readonly lastHour: number;
  /** All that the repo held an hour ago. */
  readonly of: number;
  /** A person looked and allowed so many, of which so many have happened since; null = nobody was asked lately. */
  readonly allowed: { readonly granted: number; readonly used: number } | null;
}

/** An answer to the brake is about what was missing then; what goes missing days later is another question. */
export const ALLOWED_FOR_MS = 24 * HOUR_MS;

/**
 * Whether the deletions that come next stop and ask first (rule P5, the brake). What a person allowed does not count.
 * @param next how many are about to happen
 */
export function mustBrake({ lastHour, of, allowed }: Deletions, next: number): boolean {
  const beyond = allowed === null ? Infinity : Math.max(0, allowed.used + next - allowed.granted);
  const unexpected = Math.min(lastHour + next, beyond);
  return unexpected > FEW && unexpected > of * MOST_PART;
}
