// The simulator as every suite starts it: what it held against GitHub's description is added up over the whole run, so
// that the run can say it in one line, whichever suite forgot to ask.
import { appendFileSync } from 'node:fs';
import { startSimulator, type Simulator, type SimulatorOptions } from '@tandem/github-sim/simulator.js';
import { addContracts, type ContractTally } from '@tandem/tools/contract-tally.js';

const running = new Set<Simulator>();
const closed: ContractTally[] = [];

export async function startWatchedSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  running.add(simulator);
  return {
    ...simulator,
    async close() {
      await simulator.close();
      running.delete(simulator);
      closed.push(tallyOf(simulator));
    },
  };
}

/** Of this process: everything since the last call of this. */
export function takeContractTally(): ContractTally {
  const tallies = [...closed.splice(0), ...[...running].map(tallyOf)];
  running.clear();
  return addContracts(tallies);
}

/** For the program that adds up several processes; nobody asks in a run by hand. */
export function reportContract(file: string | undefined): void {
  const tally = takeContractTally();
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(tally)}\n`);
}

function tallyOf(simulator: Simulator): ContractTally {
  const { requests, webhooks } = simulator.checked();
  return {
    requests,
    webhooks,
    violations: simulator
      .violations()
      .map(({ direction, operation, message }) => `${direction} ${operation}: ${message}`),
  };
}
