// `make bench`: runs every `*.bench.ts` of this folder on a PostgreSQL and a Redis of its own, one after the other, and
// prints what each measured. `BENCH=decide make bench` runs those whose name matches. Machines differ and are noisy:
// read the ratios of one run, not the figures of two.
import { readdirSync } from 'node:fs';
import type { Bench } from './bench.js';
import { startTestServers, stopTestServers } from '../infra/servers.js';

const wanted = process.env['BENCH'] ?? '';
const files = readdirSync(import.meta.dirname).filter(
  (file) => file.endsWith('.bench.js') && file.includes(wanted),
);

await startTestServers(process.env);
try {
  for (const file of files) {
    const { bench } = (await import(`./${file}`)) as { bench: Bench };
    console.log(`\n── ${bench.name}`);
    await bench.run();
  }
} finally {
  await stopTestServers();
}
process.exit(0);
