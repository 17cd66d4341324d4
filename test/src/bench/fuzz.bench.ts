// Five thousand requests made from the API's own description, against a running ingest: none may fail on our side, and
// every call is done at least once.
import { expect } from 'chai';
import { startPair } from '../infra/pair.js';
import { fuzzApi } from '../load/fuzz-api.js';
import { plantInto } from '../load/plant-for-fuzz.js';
import type { Bench } from './bench.js';

const REQUESTS = 5_000;

export const bench: Bench = {
  name: `fuzz: ${REQUESTS} requests over all calls`,
  async run() {
    const pair = await startPair('fuzz', { worker: false });
    const plant = plantInto((sql) => pair.query(sql));
    const { requests, byCall, neverDone } = await fuzzApi(
      pair.ingest.url,
      pair.env['ADMIN_TOKEN'] ?? '',
      plant,
      REQUESTS,
    );
    console.log(`${requests} requests to ${byCall.size} calls, each answer as described, none of them 5xx`);
    console.log(`  ${'call'.padEnd(64)}    2xx    3xx    4xx`);
    for (const [call, answers] of byCall) {
      const classes = ['2', '3', '4'].map((first) => String(countOf(answers, first)).padStart(6));
      console.log(`  ${call.padEnd(64)} ${classes.join(' ')}`);
    }
    await pair.stop();
    expect(neverDone, 'calls that were never done').to.deep.equal([]);
  },
};

function countOf(answers: Readonly<Record<string, number>>, first: string): number {
  return Object.entries(answers)
    .filter(([status]) => status.startsWith(first))
    .reduce((sum, [, count]) => sum + count, 0);
}
