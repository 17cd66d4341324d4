// Which of our comments is which on GitHub, after their issue was transferred and they got new ids (rule P5): by id, by our
// marker, else by author, time and text; then, where a text was edited since, by what is left of these. Pure. A pair is
// made only where there is one candidate: a guess would put one person's words under another's.

export interface CommentTraits {
  /** GitHub's id. */
  readonly externalId: string;
  /** The record that the marker names; on our side the record itself. */
  readonly recordId: string | null;
  readonly author: string | null;
  /** ms since the epoch, whole seconds. */
  readonly createdAt: number | null;
  readonly body: string;
}

export interface KnownComment extends CommentTraits {
  readonly recordId: string;
}

export interface MatchedComments<L extends CommentTraits> {
  /** Under a new id; `also` = a second record that was made for it under that id meanwhile. */
  readonly moved: readonly {
    readonly known: KnownComment;
    readonly listed: L;
    readonly also: string | null;
  }[];
  /** Listed, and a record has it under this id alone. */
  readonly same: readonly L[];
  /** Listed, and nobody's yet. */
  readonly fresh: readonly L[];
  /** Ours, and not to be found: whether it was deleted is asked of GitHub. */
  readonly missing: readonly KnownComment[];
}

type Trait = (comment: CommentTraits) => string | null;

const byAuthor: Trait = ({ author }) => author?.toLowerCase() ?? null;
const byTime: Trait = ({ createdAt }) => (createdAt === null ? null : String(createdAt));
const byBody: Trait = ({ body }) => body.replace(/\r\n?/g, '\n');
const all =
  (...traits: readonly Trait[]): Trait =>
  (comment) => {
    const values = traits.map((trait) => trait(comment));
    return values.includes(null) ? null : JSON.stringify(values);
  };

const PASSES: readonly Trait[] = [
  ({ recordId }) => recordId,
  all(byAuthor, byTime, byBody),
  all(byAuthor, byTime),
  all(byTime, byBody),
];

export function matchComments<L extends CommentTraits>(
  known: readonly KnownComment[],
  listed: readonly L[],
): MatchedComments<L> {
  const listedIds = new Set(listed.map(({ externalId }) => externalId));
  const holders = new Map(known.map((comment) => [comment.externalId, comment]));
  const moved: { known: KnownComment; listed: L; also: string | null }[] = [];
  let left = known.filter(({ externalId }) => !listedIds.has(externalId));
  let open = [...listed];
  for (const trait of PASSES) {
    const ours = groupBy(left, trait);
    const theirs = groupBy(open, trait);
    for (const [value, [mine, ...others]] of ours) {
      const [theirsOne, ...rivals] = theirs.get(value) ?? [];
      if (mine === undefined || theirsOne === undefined || others.length + rivals.length > 0) continue;
      moved.push({
        known: mine,
        listed: theirsOne,
        also: holders.get(theirsOne.externalId)?.recordId ?? null,
      });
    }
    left = left.filter((comment) => !moved.some((pair) => pair.known === comment));
    open = open.filter((comment) => !moved.some((pair) => pair.listed === comment));
  }
  return {
    moved,
    same: open.filter(({ externalId }) => holders.has(externalId)),
    fresh: open.filter(({ externalId }) => !holders.has(externalId)),
    missing: left,
  };
}

function groupBy<T extends CommentTraits>(comments: readonly T[], trait: Trait): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const comment of comments) {
    const value = trait(comment);
    if (value !== null) groups.set(value, [...(groups.get(value) ?? []), comment]);
  }
  return groups;
}
