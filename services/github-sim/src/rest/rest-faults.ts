// Faults on demand for REST calls: a queue of rules, each spoiling as many matching calls as it says.

export interface FaultMatch {
  readonly method?: string | undefined;
  /** The template (`/repos/{owner}/{repo}/issues`), or an expression that the template or the real path matches. */
  readonly route?: string | RegExp | undefined;
  readonly installationId?: number | undefined;
  /** `owner/name`. */
  readonly repo?: string | undefined;
}

/**
 * `lose-reply`: the write is done, then the connection is cut. `reset`: cut before anything is done.
 * `status`: that status instead of the reply; with `applied` (or `after: 'after'`) the write is done nevertheless.
 * `delay`: `ms` real milliseconds before the call is handled, or with `after: 'after'` before it is answered.
 * `hold`: the same, until `releaseCalls()`.
 * `stale-read`: reads answer as a replica that has not seen the last write; `count` reads of them.
 * A limit holds until the time that it names, for all calls of that installation, unless `sticky: false`.
 */
export type FaultKind =
  | { readonly kind: 'lose-reply' }
  | { readonly kind: 'reset' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      readonly applied?: boolean | undefined;
    }
  | {
      readonly kind: 'primary-limit';
      readonly resetAfterMs: number;
      readonly status?: 403 | 429 | undefined;
      readonly sticky?: boolean | undefined;
    }
  | {
      readonly kind: 'secondary-limit';
      readonly retryAfterSeconds?: number | undefined;
      readonly status?: 403 | 429 | undefined;
      readonly message?: string | undefined;
      readonly documentationUrl?: string | undefined;
      readonly nothingRemains?: boolean | undefined;
      readonly sticky?: boolean | undefined;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'hold' }
  | { readonly kind: 'stale-read'; readonly count?: number | undefined };

export type Fault = FaultKind & {
  readonly match?: FaultMatch | undefined;
  /** 1 unless told; without end when `every` is given. */
  readonly times?: number | undefined;
  /** Spoils every n-th match only. */
  readonly every?: number | undefined;
  readonly after?: 'before' | 'after' | undefined;
};

export interface CallToMatch {
  readonly method: string;
  readonly route: string;
  readonly path: string;
  readonly installationId: number | null;
  readonly repo: string | null;
}

export interface RestFaults {
  add(fault: Fault): void;
  /** The fault that this call meets, counted as used. */
  take(call: CallToMatch): Fault | undefined;
  /** Resolves with the next `release()`. */
  held(): Promise<void>;
  release(): void;
  /** Forgets every rule, and releases. */
  clear(): void;
}

function matches(match: FaultMatch, call: CallToMatch): boolean {
  const { method, route, installationId, repo } = match;
  if (method !== undefined && method.toUpperCase() !== call.method) return false;
  if (typeof route === 'string' && route !== call.route) return false;
  if (route instanceof RegExp && !route.test(call.route) && !route.test(call.path)) return false;
  if (installationId !== undefined && installationId !== call.installationId) return false;
  return repo === undefined || repo.toLowerCase() === call.repo?.toLowerCase();
}

function timesOf(fault: Fault): number {
  if (fault.times !== undefined) return fault.times;
  if (fault.kind === 'stale-read' && fault.count !== undefined) return fault.count;
  return fault.every === undefined ? 1 : Infinity;
}

export function createRestFaults(): RestFaults {
  let rules: { fault: Fault; left: number; seen: number }[] = [];
  const held: (() => void)[] = [];
  const release = (): void => {
    for (const letGo of held.splice(0)) letGo();
  };
  return {
    add(fault) {
      rules.push({ fault, left: timesOf(fault), seen: 0 });
    },
    held: () => new Promise((resolve) => held.push(resolve)),
    release,
    take(call) {
      for (const rule of rules) {
        const { fault } = rule;
        if (fault.match && !matches(fault.match, call)) continue;
        if (fault.kind === 'stale-read' && call.method !== 'GET') continue;
        rule.seen += 1;
        if (fault.every !== undefined && rule.seen % fault.every !== 0) continue;
        rule.left -= 1;
        if (rule.left <= 0) rules = rules.filter((one) => one !== rule);
        return fault;
      }
      return undefined;
    },
    clear() {
      rules = [];
      release();
    },
  };
}
