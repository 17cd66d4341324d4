// Where breaches of GitHub's description are gathered. They are collected and logged, never thrown:
// the run goes on as on GitHub, and the test fails at the end by looking here.

export interface Violation {
  readonly direction: 'request' | 'reply' | 'webhook';
  /** `POST /repos/{owner}/{repo}/issues`, or `issues.opened`. */
  readonly operation: string;
  readonly message: string;
  readonly at: number;
}

/** How much was held against the description, so that "no breach" can be told from "nothing was looked at". */
export interface Checked {
  readonly requests: number;
  readonly webhooks: number;
}

export interface ViolationLog {
  checked(what: 'request' | 'webhook'): void;
  count(): Checked;
  add(violation: Omit<Violation, 'at'>): void;
  all(): readonly Violation[];
}

const MOST_KEPT = 1000;

export function createViolationLog(now: () => number, log: (line: string) => void): ViolationLog {
  const kept: Violation[] = [];
  const counts = { request: 0, webhook: 0 };
  return {
    checked(what) {
      counts[what] += 1;
    },
    count: () => ({ requests: counts.request, webhooks: counts.webhook }),
    add(violation) {
      if (kept.length < MOST_KEPT) kept.push({ ...violation, at: now() });
      log(`contract violation: ${violation.direction} ${violation.operation}: ${violation.message}`);
    },
    all: () => [...kept],
  };
}
