// The simulator as tests start it: with one key for the whole run, because making one takes longer than most tests.
import { generateKeyPairSync } from 'node:crypto';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator.js';

const makeKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

const PRIVATE_KEY = makeKey();

export function startTestSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator({ app: { privateKey: PRIVATE_KEY }, ...options });
}
