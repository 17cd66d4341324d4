// The one place where a database client is made. The client needs no engine binary: it talks through node-postgres.
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, Prisma } from './generated/client.js';

export { Prisma };
export type Database = PrismaClient;
/** What a statement may run on: the client, or a transaction of it. */
export type Queryable = Pick<Prisma.TransactionClient, '$queryRaw' | '$executeRaw'>;

/** Enough for the concurrency of one process; PostgreSQL's default of 100 connections then serves eight processes. */
const POOL_SIZE = 12;
/** A door must answer within seconds even when the database does not. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Transactions here are a handful of statements: longer means stuck, and a stuck one holds locks. */
const TRANSACTION_TIMEOUT_MS = 15_000;
/** No statement outlives what a transaction may take. Whoever needs longer says so in the address (?statement_timeout=…). */
const STATEMENT_TIMEOUT_MS = TRANSACTION_TIMEOUT_MS;
/**
 * An answer that is not there by now never comes: the server would have given up by itself, so it is out of reach, and the
 * system would take a quarter of an hour to say so.
 */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
/** The same seen from the server: a transaction whose owner is out of reach would keep its locks for hours. */
const SILENT_TRANSACTION_TIMEOUT_MS = ANSWER_TIMEOUT_MS;

export function openDatabase(databaseUrl: string, poolSize = POOL_SIZE): Database {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: databaseUrl,
      max: poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      idle_in_transaction_session_timeout: SILENT_TRANSACTION_TIMEOUT_MS,
      keepAlive: true,
    }),
    transactionOptions: { maxWait: CONNECT_TIMEOUT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  });
}

/** PostgreSQL's codes for "another transaction was in the way": the same work may simply be done again. */
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const UNIQUE_VIOLATION = '23505';

export function isRepeatable(error: unknown): boolean {
  const code = postgresCode(error);
  return code === SERIALIZATION_FAILURE || code === DEADLOCK;
}

export function isUniqueViolation(error: unknown): boolean {
  return postgresCode(error) === UNIQUE_VIOLATION;
}

/** The SQLSTATE behind an error of Prisma's, wherever it put it; null if it is none of PostgreSQL's. */
export function postgresCode(error: unknown): string | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  if (error.code === 'P2034') return SERIALIZATION_FAILURE;
  if (error.code === 'P2002') return UNIQUE_VIOLATION;
  const text = JSON.stringify(error.meta ?? {});
  return /"(?:originalCode|code)":"([0-9A-Z]{5})"/.exec(text)?.[1] ?? null;
}
