// Where breaches of GitHub's description are gathered. They are collected and logged, never thrown:
// the run goes on as on GitHub, and the test fails at the end by looking here.

export interface Violation {
  readonly direction: 'request' | 'reply' | 'webhook';
  /** `POST /repos/{owner}/{repo}/issues`, or `issues.opened`. */
  readonly operation: string;
  readonly message: string;
  readonly at: number;
}

export interface ViolationLog {
  add(violation: Omit<Violation, 'at'>): void;
  all(): readonly Violation[];
}

const MOST_KEPT = 1000;

export function createViolationLog(now: () => number, log: (line: string) => void): ViolationLog {
  const kept: Violation[] = [];
  return {
    add(violation) {
      if (kept.length < MOST_KEPT) kept.push({ ...violation, at: now() });
      log(`contract violation: ${violation.direction} ${violation.operation}: ${violation.message}`);
    },
    all: () => [...kept],
  };
}
