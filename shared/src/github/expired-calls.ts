// A write whose plan has become too old does not leave (rule G3). Asked right before the request is sent, after every wait
// for a token or for a turn: whoever stood still finds out here.
import type { Failure } from '../domain/github/failures.js';
import { REASONS } from '../domain/operations/reasons.js';
import type { Clock } from '../ports/clock.js';
import type { Call } from './request.js';

export const EXPIRED: { readonly ok: false; readonly failure: Failure } = {
  ok: false,
  failure: { kind: 'expired', reason: REASONS.planExpired },
};

export function isExpired({ until }: Call, clock: Clock): boolean {
  return until !== undefined && clock.now() > until;
}
