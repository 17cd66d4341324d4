// Writes down who wrote what: every request that changed something, by token. What was refused changed nothing. A
// write that was done stays done where its audit fails; the log then says so.
import { addToAudit } from '@tandem/shared/db/people/audit.js';
import type { Caller } from '@tandem/shared/db/people/tokens.js';
import type { ApiContext } from '../api/api-context.js';
import type { Route } from '../api/route.js';

export interface Written {
  readonly route: Route;
  readonly caller: Caller;
  /** Below the API's root, with its ids. */
  readonly path: string;
  readonly status: number;
  /** Of what was made. */
  readonly location: string | undefined;
  readonly requestId: string;
}

export async function auditWrite({ database, log }: ApiContext, written: Written): Promise<void> {
  const { route, caller, path, status, location, requestId } = written;
  if (route.method === 'get') return;
  const action = `${route.method.toUpperCase()} ${route.path}`;
  try {
    await addToAudit(database, {
      tokenId: caller.tokenId,
      actor: caller.name,
      action,
      target: path,
      details: { status, requestId, ...(location === undefined ? {} : { made: location }) },
    });
  } catch (error) {
    log.error('A write could not be put into the audit', { action, path, requestId, error: String(error) });
  }
}
