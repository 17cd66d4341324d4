// Between the normal form of the rules and the rows of the tables: content, its hash, and facts.
import { createHash } from 'node:crypto';
import { canonicalContent, type Content } from '../../domain/resource/content.js';
import type { Facts, ResourceKind } from '../../domain/operations/operation.js';

/** SHA-256 of the canonical form, hex: equal contents have equal hashes if they assert the same fields. */
export function contentHash(content: Content): string {
  return createHash('sha256').update(canonicalContent(content)).digest('hex');
}

export interface RecordColumns {
  readonly title?: string | null;
  readonly body: string | null;
  readonly state?: 'open' | 'closed';
  readonly state_reason?: string | null;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
  readonly locked?: boolean;
  readonly local_modified_at: Readonly<Record<string, number>>;
}

/**
 * The content of a record. `announced` = it is known to exist on GitHub but its content was never seen: then only what
 * a client wrote is asserted, and the columns' defaults are nobody's word.
 */
export function contentOfRecord(kind: ResourceKind, row: RecordColumns, announced: boolean): Content {
  const full: Content =
    kind === 'comment'
      ? { body: row.body ?? '' }
      : {
          title: row.title ?? '',
          body: row.body ?? '',
          state: { state: row.state ?? 'open', reason: row.state_reason ?? null },
          labels: row.labels ?? [],
          assignees: row.assignees ?? [],
          locked: row.locked ?? false,
        };
  if (!announced) return full;
  const written: Content = Object.fromEntries(
    Object.entries(full).filter(([field]) => field in row.local_modified_at),
  );
  return written;
}

/** The columns of a record that a content sets. */
export function recordColumns(content: Content): Record<string, unknown> {
  const { title, body, state, labels, assignees, locked } = content;
  return {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    ...(state === undefined ? {} : { state: state.state, state_reason: state.reason }),
    ...(labels === undefined ? {} : { labels }),
    ...(assignees === undefined ? {} : { assignees }),
    ...(locked === undefined ? {} : { locked }),
  };
}

/** The columns of a record that GitHub's facts set. */
export function recordFactColumns(kind: ResourceKind, facts: Facts): Record<string, unknown> {
  return {
    ...(facts.author === undefined ? {} : { author_login: facts.author.login }),
    ...(facts.createdAt === undefined ? {} : { created_at: iso(facts.createdAt) }),
    ...(kind === 'comment' || facts.taskKind === undefined ? {} : { kind: facts.taskKind }),
    ...(kind === 'comment' || facts.merged === undefined ? {} : { merged: facts.merged }),
  };
}

/** The columns of a link that GitHub's facts set. */
export function linkFactColumns(kind: ResourceKind, facts: Facts): Record<string, unknown> {
  return {
    ...(facts.externalId === undefined ? {} : { external_id: facts.externalId }),
    ...(facts.nodeId === undefined ? {} : { node_id: facts.nodeId }),
    ...(facts.url === undefined ? {} : { url: facts.url }),
    ...(facts.bodyFrame === undefined ? {} : { body_frame: facts.bodyFrame }),
    ...(kind === 'comment' || facts.number === undefined ? {} : { number: facts.number }),
    ...(kind === 'comment' || facts.pullRequestExternalId === undefined
      ? {}
      : { pull_request_external_id: facts.pullRequestExternalId }),
  };
}

/** ISO 8601 in UTC, or null. */
export function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** ms since the epoch, or null. */
export function ms(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}
