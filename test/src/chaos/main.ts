// `make chaos`: breaks things on purpose and looks for lost or doubled work. The last line says what came of it.
import { startTestServers, stopTestServers } from '../infra/servers.js';
import { killLeftServices } from '../infra/spawn-service.js';
import { doubleTest } from './double.js';

const CREATES = 500;
const KILLS = 5;

await startTestServers(process.env);
try {
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
  console.log('1 passed, 0 failed');
} catch (error) {
  console.error(error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  await killLeftServices();
  await stopTestServers();
}
