// How much of what a run sent to the simulator, and got from it, was held against GitHub's description, and what broke it.
// Each process that tests writes its lines to one file.
import { existsSync, readFileSync } from 'node:fs';
import type { Tally } from './test-mocha.js';

export interface ContractTally {
  readonly requests: number;
  readonly webhooks: number;
  readonly violations: readonly string[];
}

const MOST_SHOWN = 20;

export function addContracts(tallies: readonly ContractTally[]): ContractTally {
  return {
    requests: tallies.reduce((sum, { requests }) => sum + requests, 0),
    webhooks: tallies.reduce((sum, { webhooks }) => sum + webhooks, 0),
    violations: tallies.flatMap(({ violations }) => violations),
  };
}

export function readContracts(file: string): ContractTally {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return addContracts(lines.map((line) => JSON.parse(line) as ContractTally));
}

export function contractLine({ requests, webhooks, violations }: ContractTally): string {
  return `GitHub contract: ${requests} requests checked, ${violations.length} violations (and ${webhooks} webhooks)`;
}

/** Each breach once, however often it was committed. */
export function breaches({ violations }: ContractTally): string[] {
  const distinct = [...new Set(violations)];
  const more = distinct.length - MOST_SHOWN;
  return [...distinct.slice(0, MOST_SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
}

/** Counts as one test of the run, and nothing where no simulator was asked. */
export function contractResult({ requests, violations }: ContractTally): Tally[] {
  if (requests === 0 && violations.length === 0) return [];
  const failed = violations.length > 0 ? 1 : 0;
  return [{ name: 'GitHub’s contract', passed: 1 - failed, failed, pending: 0, tookMs: 0 }];
}
