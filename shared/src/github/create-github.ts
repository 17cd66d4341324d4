// Puts the adapter together: one gateway, and on it what the workers ask (github), what connecting repos asks (directory)
// and who the app is. Only a service's composition root calls this.
import { z } from 'zod';
import type { CallClass } from '../domain/github/budget.js';
import type { Clock } from '../ports/clock.js';
import type { Called, Github } from '../ports/github.js';
import type { Log } from '../ports/log.js';
import type { GithubLists } from '../ports/pull.js';
import type { GithubSurvey } from '../ports/survey.js';
import type { AccountStore } from '../ports/people.js';
import { unreadable } from './answers.js';
import { createAppCalls } from './app-calls.js';
import { createAsPerson } from './as-person.js';
import { createAppTokens } from './app-tokens.js';
import type { Budget } from '../ports/budget.js';
import { createDirectory, type Directory } from './directory.js';
import { createGateway } from './gateway.js';
import { createGithubAdapter } from './github-adapter.js';
import { createHookDeliveries, type HookDeliveries } from './hook-deliveries.js';
import { createLists } from './lists.js';
import { readJson } from './github-json.js';
import type { Markers } from './markers.js';
import { createGithubClock } from './github-clock.js';
import { createRequest, type Answer } from './request.js';
import { createSurvey } from './survey.js';
import type { UserTokenKeeper } from './user-tokens.js';

export interface GithubOptions {
  /** GITHUB_API_URL, with or without a slash at the end. */
  readonly apiUrl: string;
  readonly appId: string;
  /** PEM. One that cannot be read throws here, at start. */
  readonly privateKey: string;
  readonly markers: Markers;
  readonly budget: Budget;
  /** Null or absent: nothing is written in a person's name. */
  readonly people?: { readonly tokens: UserTokenKeeper; readonly accounts: AccountStore } | null;
  readonly clock: Clock;
  readonly log: Log;
  /** How long one exchange may take, ms; for tests. */
  readonly timeoutMs?: number;
}

export interface GithubAdapter {
  readonly github: Github;
  /** The same, with all its calls of one class. */
  readonly githubFor: (call: CallClass) => Github;
  readonly directory: Directory;
  readonly lists: GithubLists;
  readonly survey: GithubSurvey;
  readonly deliveries: HookDeliveries;
  /** Our clock, corrected to GitHub's by the last `app.setClock`. */
  readonly githubClock: Clock;
  readonly app: {
    /** The app's name in addresses; its login is `<slug>[bot]`. Asked once. */
    slug(): Promise<Called<string>>;
    /** Asks GitHub for the app, and so for its time. */
    setClock(): Promise<Called<null>>;
  };
}

export function createGithub(options: GithubOptions): GithubAdapter {
  const { appId, privateKey, markers, budget, clock, log, people = null } = options;
  const send = createRequest(options);
  const callAsApp = createAppCalls({ appId, privateKey }, { send, clock, log });
  const tokens = createAppTokens(callAsApp, clock);
  const gateway = createGateway({ send, tokens, callAsApp, budget, clock, log });
  const githubClock = createGithubClock(clock);
  let known: string | null = null;

  async function readApp(): Promise<Called<Answer>> {
    const askedAt = clock.now();
    const answer = await gateway.asApp({ method: 'GET', path: '/app', write: false });
    if (answer.ok) githubClock.heard(answer.value.answeredAt, askedAt, clock.now());
    return answer;
  }

  async function slug(): Promise<Called<string>> {
    if (known !== null) return { ok: true, value: known };
    const answer = await readApp();
    if (!answer.ok) return answer;
    const read = readJson(z.object({ slug: z.string().min(1) }), 'app', answer.value.json);
    if (!read.ok) return { ok: false, failure: unreadable(read.message, false) };
    known = read.value.slug;
    return { ok: true, value: known };
  }

  const asPerson = people === null ? null : createAsPerson({ send, ...people, budget, clock, log });
  const parts = { gateway, markers, appId, slug, asPerson };
  return {
    github: createGithubAdapter(parts),
    githubFor: (call) => createGithubAdapter(parts, call),
    directory: createDirectory(gateway),
    lists: createLists({ gateway, verify: (marker) => markers.verify(marker), appId, slug }),
    survey: createSurvey(gateway),
    deliveries: createHookDeliveries(gateway),
    githubClock,
    app: {
      slug,
      setClock: async () => {
        const answer = await readApp();
        return answer.ok ? { ok: true, value: null } : answer;
      },
    },
  };
}
