// `make chaos`: breaks things on purpose and looks for lost or doubled work. The last line says what came of it.
import { breaches, contractLine } from '@tandem/tools/contract-tally.js';
import { startTestServers, stopTestServers } from '../infra/servers.js';
import { killLeftServices } from '../infra/spawn-service.js';
import { takeContractTally } from '../infra/watched-simulator.js';
import { doubleTest } from './double.js';
import { hammerTest } from './hammer.js';

const CREATES = 500;
const KILLS = 5;
const HAMMER = { minutes: 60, writesPerMinute: 10, workers: 3 };
/** How much less than alone the other installation may write. */
const SHARE = 0.9;

async function double(): Promise<boolean> {
  console.log(`The double test: ${CREATES} creates, every second reply lost or reset, ${KILLS} kills`);
  const { tookMs, posts, lost } = await doubleTest({
    creates: CREATES,
    kills: KILLS,
    tell: (line) => {
      console.log(`  ${line}`);
    },
  });
  console.log(
    `  ${CREATES} on GitHub, each linked once: ${posts} POSTs, ${lost} replies cut, ${Math.round(tookMs / 1_000)} s`,
  );
  return true;
}

async function hammer(): Promise<boolean> {
  console.log(`The hammer test: ${HAMMER.minutes} simulated minutes, ${HAMMER.workers} workers, one budget`);
  const { alone, beside, early, refusedAgain, shapes, limited, wanted, attempts } = await hammerTest(HAMMER);
  for (const [shape, times] of Object.entries(shapes)) console.log(`  ${times} × ${shape}`);
  console.log(`  calls before the named time: ${early}; refused while a limit held: ${refusedAgain}`);
  console.log(`  the other installation: ${beside} writes, ${alone} when it is alone`);
  console.log(`  the limited one: ${limited} of ${wanted} in the end, ${attempts} attempts counted`);
  return early + refusedAgain + attempts === 0 && beside >= alone * SHARE && limited === wanted;
}

await startTestServers(process.env);
let [passed, failed] = [0, 0];
for (const test of [hammer, double]) {
  try {
    if (await test()) passed += 1;
    else failed += 1;
  } catch (error) {
    console.error(error);
    failed += 1;
  }
}
const contract = takeContractTally();
console.log(contractLine(contract));
for (const breach of breaches(contract)) console.log(`  ✗ ${breach}`);
if (contract.violations.length > 0) failed += 1;
await killLeftServices();
await stopTestServers();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
