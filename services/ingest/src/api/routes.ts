// The table of the API: every call, in the order of the document.
import { CHANGE_ROUTES } from './changes.js';
import { COMMENT_ROUTES } from './comments.js';
import { CONFLICT_ROUTES } from './conflicts.js';
import { DELIVERY_ROUTES } from './deliveries.js';
import { INSIGHT_ROUTES } from './insight.js';
import { IMPORT_ROUTES } from './imports.js';
import { OPERATION_ROUTES } from './operations.js';
import { PROJECT_ROUTES } from './projects.js';
import { REPO_ROUTES } from './repos.js';
import type { Route } from './route.js';
import { SCHEDULE_ROUTES } from './schedule.js';
import { SUBSCRIPTION_ROUTES } from './subscriptions.js';
import { TASK_ROUTES } from './tasks.js';
import { TOKEN_ROUTES } from './tokens.js';
import { USER_ROUTES } from './users.js';

export const API_ROOT = '/api/v1';

export const ROUTES: readonly Route[] = [
  ...PROJECT_ROUTES,
  ...REPO_ROUTES,
  ...IMPORT_ROUTES,
  ...TASK_ROUTES,
  ...COMMENT_ROUTES,
  ...INSIGHT_ROUTES,
  ...OPERATION_ROUTES,
  ...SCHEDULE_ROUTES,
  ...DELIVERY_ROUTES,
  ...CONFLICT_ROUTES,
  ...CHANGE_ROUTES,
  ...SUBSCRIPTION_ROUTES,
  ...TOKEN_ROUTES,
  ...USER_ROUTES,
];
