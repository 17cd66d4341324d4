// The table of the API: every call, in the order of the document.
import { CHANGE_ROUTES } from './changes.js';
import { COMMENT_ROUTES } from './comments.js';
import { CONFLICT_ROUTES } from './conflicts.js';
import { DELIVERY_ROUTES } from './deliveries.js';
import { INSIGHT_ROUTES } from './insight.js';
import { IMPORT_ROUTES } from './imports.js';
import { OPERATION_ROUTES } from './operations.js';
import { PROJECT_ROUTES } from './projects.js';
import { REPO_PREVIEW_ROUTES } from './repo-preview.js';
import { REPO_ROUTES } from './repos.js';
import type { Route } from './route.js';
import { SCHEDULE_ROUTES } from './schedule.js';
import { SUBSCRIPTION_ROUTES } from './subscriptions.js';
import { TASK_ROUTES } from './tasks.js';
import { TOKEN_ROUTES } from './tokens.js';
import { USER_ROUTES } from './users.js';

export const API_ROOT = '/api/v1';

/** By what they are about, as the document shows them. */
export const CHAPTERS: Readonly<Record<string, readonly Route[]>> = {
  projects: PROJECT_ROUTES,
  repos: [...REPO_ROUTES, ...REPO_PREVIEW_ROUTES],
  imports: IMPORT_ROUTES,
  tasks: TASK_ROUTES,
  comments: COMMENT_ROUTES,
  changes: CHANGE_ROUTES,
  // Before the operations: `/operations/count` is not the id of one.
  insight: INSIGHT_ROUTES,
  operations: OPERATION_ROUTES,
  conflicts: CONFLICT_ROUTES,
  schedule: SCHEDULE_ROUTES,
  deliveries: DELIVERY_ROUTES,
  subscriptions: SUBSCRIPTION_ROUTES,
  tokens: TOKEN_ROUTES,
  users: USER_ROUTES,
};

export const ROUTES: readonly Route[] = Object.values(CHAPTERS).flat();
