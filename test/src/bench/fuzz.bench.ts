// Five thousand requests made from the API's own description, against a running ingest: none may fail on our side.
import { startPair } from '../infra/pair.js';
import { fuzzApi } from '../load/fuzz-api.js';
import type { Bench } from './bench.js';

const REQUESTS = 5_000;

export const bench: Bench = {
  name: `fuzz: ${REQUESTS} requests over all calls`,
  async run() {
    const pair = await startPair('fuzz', { worker: false });
    const { calls, statuses, byCall, neverDone } = await fuzzApi(
      pair.ingest.url,
      pair.env['ADMIN_TOKEN'] ?? '',
      REQUESTS,
    );
    const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
    console.log(`${REQUESTS} requests to ${calls} calls, none of them 5xx; ${counts.join(', ')}`);
    for (const [call, answers] of byCall) {
      const told = Object.entries(answers).map(([status, count]) => `${status}: ${count}`);
      console.log(`  ${call.padEnd(64)} ${told.join(', ')}`);
    }
    if (neverDone.length > 0) console.log(`never done: ${neverDone.join('; ')}`);
    await pair.stop();
  },
};
