// What becomes of our records when an issue was transferred to another repo (rules P5, M7). Pure, and the same whoever
// tells it first: the old repo, the new one, or a redirect; told again it changes nothing.

/** A record at one end of the transfer. */
export interface TransferEnd {
  readonly id: string;
  readonly projectId: string | null;
  /** False: it has no place on GitHub any more, because it stayed behind in an earlier transfer. */
  readonly placed: boolean;
}

export interface TransferEnds {
  /** The record at the old address, or that once had it. */
  readonly before: TransferEnd | null;
  /** The record at the new address. */
  readonly after: TransferEnd | null;
  /** The project that the new repo is connected to. */
  readonly targetProjectId: string | null;
}

export type TransferVerdict =
  /** Neither end is known: there is nothing to move, only a new issue. */
  | { readonly kind: 'unknown' }
  /** It was told before. */
  | { readonly kind: 'known' }
  /** Only the new address is known: the old one leads there from now on. */
  | { readonly kind: 'remember'; readonly id: string }
  /** The record goes along, with all that is queued for it. */
  | { readonly kind: 'move'; readonly id: string }
  /** Both ends made a record of the one issue: one survives at the new address (M7). */
  | { readonly kind: 'merge'; readonly survivor: 'before' | 'after' }
  /** The new repo is another project's: the record stays in its own, without a place on GitHub. */
  | { readonly kind: 'stay'; readonly id: string };

export function decideTransfer({ before, after, targetProjectId }: TransferEnds): TransferVerdict {
  // One that stayed behind when the issue left the new address, too, has nothing to do with what comes there.
  const there = after?.placed === true ? after : null;
  if (before === null) return there === null ? { kind: 'unknown' } : { kind: 'remember', id: there.id };
  if (before.id === after?.id || !before.placed) return { kind: 'known' };
  const others = [targetProjectId, there?.projectId ?? null].some(
    (owner) => before.projectId !== null && owner !== null && owner !== before.projectId,
  );
  if (others) return { kind: 'stay', id: before.id };
  if (there === null) return { kind: 'move', id: before.id };
  return { kind: 'merge', survivor: survives(before, there) ? 'before' : 'after' };
}

/** One that is in a project, else the older: ids are made in the order of time (UUIDv7). */
function survives(one: TransferEnd, other: TransferEnd): boolean {
  if ((one.projectId === null) !== (other.projectId === null)) return one.projectId !== null;
  return one.id < other.id;
}
