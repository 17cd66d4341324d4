// The model test: any program of people, network and workers, on the real stories, comes to rest with both sides equal
// (rules M1, M2, O1, O2). TANDEM_MODEL_RUNS says how many programs, TANDEM_MODEL_SEED which.
import fc from 'fast-check';
import { faultsAtRest } from './at-rest.js';
import { program } from './program.js';
import { play } from './run-program.js';

const RUNS = Number(process.env['TANDEM_MODEL_RUNS'] ?? 500);
/** A short run is the same every time, so that it tells of the code alone; a long one looks for something new. */
const SEED = process.env['TANDEM_MODEL_SEED'] ?? (RUNS <= 500 ? '20261121' : undefined);

describe('the model', () => {
  it(`M1, M2: ${RUNS} programs come to rest with both sides equal and nothing lost`, async function () {
    this.timeout(RUNS * 1_000 + 60_000);
    await fc.assert(
      fc.asyncProperty(program, async (each) => {
        const faults = await faultsAtRest(await play(each));
        if (faults.length > 0) throw new Error(faults.join('; '));
      }),
      { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
    );
  });
});
