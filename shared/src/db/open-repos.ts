// The gate of domain/gate, for whole repos in SQL: what is closed is neither planned nor asked (time-9).
import { Prisma } from './prisma.js';

/** The reader's statement names the repo r and its installation n. */
export const IS_OPEN = Prisma.sql`(r.project_id IS NOT NULL AND r.sync_enabled AND r.state = 'active' AND NOT r.archived AND n.state = 'active')`;
