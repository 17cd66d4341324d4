// How often a repo's lists are read when nothing else asks for them.
import { HOUR_MS, MINUTE_MS } from '../clock.js';

/** How stale a repo may get whose webhooks are lost: new issues are in no schedule yet, only a pull finds them. */
export const PULL_EVERY_MS = 30 * MINUTE_MS;

/**
 * A new comment changes its issue's time, so where no issue with comments changed there is none. An edited comment may
 * not: it comes when it is due itself, and with this list at the latest.
 */
export const LIST_COMMENTS_EVERY_MS = 4 * HOUR_MS;
