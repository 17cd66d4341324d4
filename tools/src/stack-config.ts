// What `make up` is asked to run, read from the environment and .env; the environment wins. Pure: says what is
// wrong as a sentence, all at once.

export interface StackConfig {
  readonly ingestPort: number;
  readonly workerPort: number;
  readonly simulatorPort: number;
  /** A PostgreSQL of the person's own; undefined: ours. */
  readonly databaseUrl: string | undefined;
  /** A Redis of the person's own; undefined: ours, when a redis-server is installed. */
  readonly redisUrl: string | undefined;
  /** False when GITHUB_APP_ID is set: then the services talk to GitHub itself. */
  readonly simulator: boolean;
}

export type Variables = Readonly<Record<string, string | undefined>>;

const PORTS = [
  { variable: 'PORT', usual: 3000 },
  { variable: 'WORKER_PORT', usual: 3001 },
  { variable: 'SIM_PORT', usual: 3002 },
] as const;

export function readStackConfig(
  variables: Variables,
): StackConfig | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const [ingestPort = 0, workerPort = 0, simulatorPort = 0] = PORTS.map(({ variable, usual }) => {
    const text = set(variables[variable]) ?? String(usual);
    const port = Number(text);
    if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
      problems.push(`${variable} is "${text}": it must be a port from 1 to 65535.`);
    }
    return port;
  });
  if (new Set([ingestPort, workerPort, simulatorPort]).size < 3) {
    problems.push('PORT, WORKER_PORT and SIM_PORT must differ.');
  }
  if (problems.length > 0) return { problems };
  return {
    ingestPort,
    workerPort,
    simulatorPort,
    databaseUrl: set(variables['DATABASE_URL']),
    redisUrl: set(variables['REDIS_URL']),
    simulator: set(variables['GITHUB_APP_ID']) === undefined,
  };
}

/** The ports that must be free before anything starts, each with the variable that moves it. */
export function portsOf(
  config: StackConfig,
): readonly { readonly port: number; readonly variable: string }[] {
  return [
    { port: config.ingestPort, variable: 'PORT' },
    { port: config.workerPort, variable: 'WORKER_PORT' },
    ...(config.simulator ? [{ port: config.simulatorPort, variable: 'SIM_PORT' }] : []),
  ];
}

export function portTaken(port: number, variable: string): string {
  return (
    `Port ${port} is taken by another program: stop that program, or choose another port, ` +
    `for example "make up ${variable}=${port + 100}".`
  );
}

/** An empty variable is an unset one: that is how compose files and make pass "nothing". */
function set(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}
