// The one place from which calls to GitHub leave (rule G1): asks the budget, shows a token, sends once, tells the budget
// what came of it, and returns every failure as a value that says what the operation is to do (rule G5).
import { classifyFailure } from '../domain/github/failures.js';
import { REASONS } from '../domain/operations/reasons.js';
import { COMES_BACK_AFTER_MS, type CallClass } from '../domain/github/budget.js';
import type { Clock } from '../ports/clock.js';
import type { Called } from '../ports/github.js';
import type { Log } from '../ports/log.js';
import type { CallAsApp } from './app-calls.js';
import type { AppTokens } from './app-tokens.js';
import type { Budget, Told } from '../ports/budget.js';
import type { Headers } from './headers.js';
import { EXPIRED, isExpired } from './expired-calls.js';
import { GRAPHQL_PATH, type Answer, type Call, type Exchange, type Send } from './request.js';

/** In whose name a call is made, and at whose expense. */
export interface Caller {
  /** GitHub's id of the installation; null = the repo has lost its installation. */
  readonly installationId: string | null;
  /** Our row of it; null while the installation is being discovered. */
  readonly installationRowId: string | null;
  readonly call: CallClass;
}

export interface Gateway {
  asInstallation(caller: Caller, call: Call): Promise<Called<Answer>>;
  /** As the app itself; these calls have a limit of their own and are few. */
  readonly asApp: CallAsApp;
}

export interface GatewayOptions {
  readonly send: Send;
  readonly tokens: AppTokens;
  readonly callAsApp: CallAsApp;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly log: Log;
}

const BAD_CREDENTIALS = 401;

export function createGateway({ send, tokens, callAsApp, budget, clock, log }: GatewayOptions): Gateway {
  async function asInstallation(caller: Caller, call: Call): Promise<Called<Answer>> {
    const { installationId } = caller;
    if (installationId === null) {
      return {
        ok: false,
        failure: { kind: 'forbidden', suspended: false, reason: REASONS.installationRemoved },
      };
    }
    // The token first: minting may take a while, and a write slot is not to be kept waiting for it.
    const token = await tokens.installation(installationId);
    if (!token.ok) return token;
    const resource = call.path === GRAPHQL_PATH ? 'graphql' : 'core';
    const leave = await budget.before(installationId, { call: caller.call, resource, write: call.write });
    if (!leave.ok) {
      const reason = { code: 'rate_limited', message: leave.reason };
      return { ok: false, failure: { kind: 'limited', until: leave.until, named: true, reason } };
    }
    const sent = await sendWith(token.value, installationId, call).catch((error: unknown) => {
      // A bug; but what was taken for this call is not to be kept from the others.
      void settle(installationId, { resource, write: leave.write, headers: {}, failure: null });
      throw error;
    });
    const result = sent.ok ? toCalled(sent.value, leave.strikes) : sent;
    await settle(installationId, {
      resource,
      write: leave.write,
      headers: sent.ok ? headersOf(sent.value) : {},
      failure: result.ok ? null : result.failure,
    });
    return inItsClass(result, caller.call);
  }

  /** A token that died early (revoked, keys rotated) was refused before anything was done: one more try is safe. */
  async function sendWith(
    token: { authorization: string; minted: boolean },
    installationId: string,
    call: Call,
  ): Promise<Called<Exchange>> {
    if (isExpired(call, clock)) return EXPIRED;
    const exchange = await send(call, token.authorization);
    const refused = !exchange.ok && exchange.failed.answered && exchange.failed.status === BAD_CREDENTIALS;
    if (!refused) return { ok: true, value: exchange };
    tokens.forget(installationId, token.authorization);
    if (token.minted) return { ok: true, value: exchange };
    const renewed = await tokens.installation(installationId);
    if (!renewed.ok) return renewed;
    return isExpired(call, clock)
      ? EXPIRED
      : { ok: true, value: await send(call, renewed.value.authorization) };
  }

  /** GitHub has answered; that our bookkeeping failed must not turn a done write into an unknown one. */
  async function settle(installationId: string, told: Told): Promise<void> {
    try {
      await budget.after(installationId, told);
    } catch (error) {
      log.warn('The budget of an installation could not be updated.', { installationId, error });
    }
  }

  function toCalled(exchange: Exchange, strikes: number): Called<Answer> {
    return exchange.ok
      ? { ok: true, value: exchange.answer }
      : { ok: false, failure: classifyFailure(exchange.failed, strikes, clock.now()) };
  }

  return { asInstallation, asApp: callAsApp };
}

/** Who was refused by GitHub itself comes back as those come whom the budget refused: in the order of their classes. */
function inItsClass(called: Called<Answer>, call: CallClass): Called<Answer> {
  if (called.ok || called.failure.kind !== 'limited') return called;
  const { failure } = called;
  return { ok: false, failure: { ...failure, until: failure.until + COMES_BACK_AFTER_MS[call] } };
}

function headersOf(exchange: Exchange): Headers {
  if (exchange.ok) return exchange.answer.headers;
  return exchange.failed.answered ? exchange.failed.headers : {};
}
