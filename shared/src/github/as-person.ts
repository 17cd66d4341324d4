// A write in a person's name, through the same gate as every other: the installation's turns and pauses hold for it. What
// GitHub says of limits in its answer is the person's own and is kept with their account. Where GitHub certainly did not
// take it from them (no permission any more, no access), the app is to write.
import { classifyFailure, type Failure } from '../domain/github/failures.js';
import type { CallClass } from '../domain/github/budget.js';
import type { Budget } from '../ports/budget.js';
import type { Clock } from '../ports/clock.js';
import type { Called } from '../ports/github.js';
import type { Log } from '../ports/log.js';
import type { AccountStore, Writer } from '../ports/people.js';
import { EXPIRED, isExpired } from './expired-calls.js';
import type { Answer, Call, Exchange, Send } from './request.js';
import type { Authorization, UserTokenKeeper } from './user-tokens.js';

export interface Payer {
  /** GitHub's id of the installation; null = the repo has lost its installation. */
  readonly installationId: string | null;
  readonly call: CallClass;
}

export type AsPerson = (writer: Writer, payer: Payer, call: Call) => Promise<Called<Answer> | 'as_app'>;

export interface PersonParts {
  readonly send: Send;
  readonly tokens: UserTokenKeeper;
  readonly accounts: AccountStore;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly log: Log;
}

type Token = Extract<Authorization, { kind: 'token' }>;

const BAD_CREDENTIALS = 401;
/** Neither a limit of the installation's nor a success that would end its strikes. */
const NO_NEWS: Failure = { kind: 'transient', reason: { code: 'as_person', message: 'A person wrote.' } };

export function createAsPerson({ send, tokens, accounts, budget, clock, log }: PersonParts): AsPerson {
  return async function asPerson(writer, { installationId, call: callClass }, call) {
    const { accountId } = writer;
    if (installationId === null) return 'as_app'; // which says why it cannot
    const token = await tokens.authorization(accountId);
    if (token.kind !== 'token') return withoutToken(token);
    const asked = { call: callClass, resource: 'core', write: call.write } as const;
    const leave = await budget.before(installationId, asked);
    if (!leave.ok) return limited(leave.until, leave.reason);
    try {
      return await sendWith(writer, token, call);
    } finally {
      // Headers of a person's answer tell of the person's budget: the installation's is not touched by them.
      await budget
        .after(installationId, { resource: 'core', write: leave.write, headers: {}, failure: NO_NEWS })
        .catch((error: unknown) => {
          log.warn('The budget of an installation could not be updated.', { installationId, error });
        });
    }
  };

  /** A refused token was refused before anything was done: one more try, with a renewed one, is safe. */
  async function sendWith(writer: Writer, token: Token, call: Call): Promise<Called<Answer> | 'as_app'> {
    if (isExpired(call, clock)) return EXPIRED;
    const exchange = await send(call, bearer(token.access));
    if (!isRefused(exchange)) return judge(writer, token, exchange);
    const renewed = await tokens.afterRefusal(writer.accountId, token.version);
    if (renewed.kind !== 'token') return withoutToken(renewed);
    if (isExpired(call, clock)) return EXPIRED;
    const again = await send(call, bearer(renewed.access));
    return isRefused(again) ? 'as_app' : judge(writer, renewed, again);
  }

  async function judge(
    { accountId, login }: Writer,
    { troubled }: Token,
    exchange: Exchange,
  ): Promise<Called<Answer> | 'as_app'> {
    if (exchange.ok) {
      if (troubled) await accounts.note(accountId, null, clock.now());
      return { ok: true, value: exchange.answer };
    }
    const failure = classifyFailure(exchange.failed, 0, clock.now());
    if (failure.kind === 'limited') await accounts.block(accountId, failure.until);
    if (failure.kind !== 'forbidden' && failure.kind !== 'gone') return { ok: false, failure };
    const message = `GitHub did not let ${login} write there: ${failure.reason.message}`;
    await accounts.note(accountId, { code: 'no_access', message }, clock.now());
    return 'as_app';
  }
}

function withoutToken(token: Exclude<Authorization, { kind: 'token' }>): Called<Answer> | 'as_app' {
  if (token.kind === 'none') return 'as_app';
  if (token.kind === 'wait') return limited(token.until, WAITS[token.why]);
  return {
    ok: false,
    failure: { kind: 'transient', reason: { code: 'unreachable', message: token.message } },
  };
}

const bearer = (access: string): string => `Bearer ${access}`;

const WAITS = {
  renewed: "The permission to write in the author's name is being renewed.",
  limited: "GitHub asked the author's account to wait.",
} as const;

function limited(until: number, message: string): Called<Answer> {
  return {
    ok: false,
    failure: { kind: 'limited', until, named: true, reason: { code: 'rate_limited', message } },
  };
}

function isRefused(exchange: Exchange): boolean {
  return !exchange.ok && exchange.failed.answered && exchange.failed.status === BAD_CREDENTIALS;
}
