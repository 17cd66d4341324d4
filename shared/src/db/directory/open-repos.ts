// The gate of domain/decide/gate, for whole repos in SQL: what is closed is neither planned nor asked (time-9).
import { Prisma } from '../prisma.js';

/** The reader's statement names the repo r and its installation n. */
export const IS_OPEN = Prisma.sql`(r.project_id IS NOT NULL AND r.sync_enabled AND r.state = 'active' AND NOT r.archived AND n.state = 'active')`;

/**
 * Whether one question about many repos can answer for the issues of this one: it was read from end to end, is not being
 * read, and does not fail. GraphQL shows pull requests to an app that may read them only; REST shows them as issues.
 */
export const CAN_SHARE = Prisma.sql`(r.node_id IS NOT NULL AND r.issues_pointer_at IS NOT NULL
  AND r.comments_pointer_at IS NOT NULL AND r.issues_continuation IS NULL AND r.comments_continuation IS NULL
  AND r.pull_failures = 0 AND n.permissions ->> 'pull_requests' IS NOT NULL AND coalesce(r.import_progress ->> 'status', 'done') = 'done')`;
