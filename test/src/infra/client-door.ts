// The client's door on the database and the clock of a simulated worker: what an application writes, without HTTP.
import type { ClientDoor } from '@tandem/ingest/commands/client-door.js';
import { createClientStore } from '@tandem/shared/db/resources/client-writes.js';
import type { SimulatedWorker } from './simulated-worker.js';

export const WRITER = { by: 'token:test', access: null } as const;
export const NOBODY = { userId: null, login: null, name: null } as const;

export function clientDoor({ database, context }: SimulatedWorker): ClientDoor {
  const { clock, bell, log } = context;
  return { clientStore: createClientStore(database, clock), bell, log, githubClock: clock };
}
