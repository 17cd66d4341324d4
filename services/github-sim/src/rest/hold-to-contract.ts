// Holds what comes and what goes against GitHub's description, whatever becomes of the call: one that is limited, spoiled
// or refused was sent all the same. Breaches are written down; the call is answered as GitHub would.
import { checkReply, checkRequest, describes } from '../contract/check-call.js';
import { checkQuery } from '../contract/check-query.js';
import type { ViolationLog } from '../contract/violations.js';
import type { Found } from './find-route.js';
import type { Reply } from './reply.js';

export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Undefined: the text is no JSON. */
  readonly parsed: { readonly body: unknown } | undefined;
}

export interface Contract {
  holdRequest(incoming: Incoming, found: Found | undefined): void;
  holdReply(incoming: Incoming, found: Found | undefined, reply: Reply): void;
}

export const GRAPHQL = '/graphql';

export function holdToContract(violations: ViolationLog): Contract {
  function problemsOf(incoming: Incoming, found: Found | undefined): string[] {
    const { method, query, parsed } = incoming;
    if (!found) return ['GitHub has no such call, or the simulator does not know it'];
    if (!parsed) return ['the body is no JSON'];
    const { template } = found.route;
    if (template === GRAPHQL) return checkQuery(parsed.body);
    if (!describes(method, template)) return ['is not described'];
    return checkRequest({ method, template, query, params: found.params, body: parsed.body });
  }

  return {
    holdRequest(incoming, found) {
      const operation = `${incoming.method} ${found?.route.template ?? incoming.path}`;
      const problems = problemsOf(incoming, found);
      violations.checked('request');
      for (const message of problems) violations.add({ direction: 'request', operation, message });
    },
    holdReply({ method }, found, { status, body }) {
      if (!found || found.route.template === GRAPHQL) return;
      const { template } = found.route;
      const message = checkReply(method, template, status, body);
      if (message === undefined) return;
      violations.add({
        direction: 'reply',
        operation: `${method} ${template}`,
        message: `${status}: ${message}`,
      });
    },
  };
}
