// The app's webhook deliveries as GitHub remembers them, and the wish to have one sent again (rule P4). As the app itself:
// no installation pays for it.
import { z } from 'zod';
import type { DeliveryAttempt } from '../domain/github/choose-redeliveries.js';
import type { Called } from '../ports/github.js';
import { unreadable } from './answers.js';
import type { Gateway } from './gateway.js';
import { id, readJson } from './github-json.js';
import { nextPage, PAGE_SIZE } from './pages.js';
import type { Answer, Call } from './request.js';

export interface HookDeliveries {
  /** Failed attempts since a moment (ms), newest first; at most `pages` pages of them. */
  failedSince(since: number, pages: number): Promise<Called<DeliveryAttempt[]>>;
  redeliver(attemptId: string): Promise<Called<null>>;
}

const attemptJson = z
  .object({ id, guid: z.string(), delivered_at: z.string(), status_code: z.number() })
  .transform((attempt): DeliveryAttempt => ({
    id: attempt.id,
    guid: attempt.guid,
    deliveredAt: Date.parse(attempt.delivered_at),
    succeeded: attempt.status_code >= 200 && attempt.status_code < 400,
  }));
const attemptList = z.array(attemptJson);

export function createHookDeliveries(gateway: Gateway): HookDeliveries {
  return {
    async failedSince(since, pages) {
      const found: DeliveryAttempt[] = [];
      let call: Call | null = {
        method: 'GET',
        path: '/app/hook/deliveries',
        query: { per_page: PAGE_SIZE, status: 'failure' },
        write: false,
      };
      for (let page = 0; call !== null && page < pages; page += 1) {
        const answer: Called<Answer> = await gateway.asApp(call);
        if (!answer.ok) return answer;
        const read = readJson(attemptList, 'deliveries', answer.value.json);
        if (!read.ok) return { ok: false, failure: unreadable(read.message, false) };
        found.push(...read.value.filter(({ deliveredAt }) => deliveredAt >= since));
        if (read.value.some(({ deliveredAt }) => deliveredAt < since)) break;
        call = nextPage(call, answer.value);
      }
      return { ok: true, value: found };
    },
    async redeliver(attemptId) {
      const answer = await gateway.asApp({
        method: 'POST',
        path: '/app/hook/deliveries/{delivery_id}/attempts',
        params: { delivery_id: attemptId },
        write: false,
      });
      return answer.ok ? { ok: true, value: null } : answer;
    },
  };
}
