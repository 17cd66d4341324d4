// Every REST request that came, for tests to count and for a person to look at.

export interface RequestRecord {
  readonly seq: number;
  /** Milliseconds of the simulator's clock. */
  readonly at: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** `/repos/{owner}/{repo}/issues`; the plain path where no route answers. */
  readonly route: string;
  readonly auth: 'none' | 'app' | 'client' | 'installation' | 'user' | 'refused';
  readonly installationId: number | null;
  readonly repo: string | null;
  readonly conditional: boolean;
  readonly body: unknown;
  /** 0 while it is handled and when the connection was cut instead of an answer. */
  status: number;
  /** The fault that it met. */
  fault: string | null;
}

export interface RequestLog {
  readonly records: readonly RequestRecord[];
  add(record: Omit<RequestRecord, 'seq'>): RequestRecord;
}

const MOST_KEPT = 50_000;

export function createRequestLog(): RequestLog {
  const records: RequestRecord[] = [];
  let seq = 0;
  return {
    records,
    add(record) {
      seq += 1;
      const kept = { ...record, seq };
      records.push(kept);
      if (records.length > MOST_KEPT) records.splice(0, MOST_KEPT / 10);
      return kept;
    },
  };
}
