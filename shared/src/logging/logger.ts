// Structured logs, one JSON object a line. What looks like a secret is cut out before it is written, whatever its depth:
// a secret in a log outlives every rotation.
import { createLogger as createWinston, format, transports, type Logform } from 'winston';
import type { Log } from '../ports/log.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

const SECRET_NAME = /authorization|token|secret|private.?key|password|cookie|signature|credential/i;
/** Tokens of GitHub's, bearer headers, private keys and passwords in addresses. */
const SECRET_TEXT =
  /\b(?:gh[pousr]_\w+|github_pat_\w+)|Bearer\s+[\w.~+/=-]+|-----BEGIN[\s\S]*?-----END[^-]*-----|(?<=:\/\/[^:/\s]*:)[^@/\s]+(?=@)/g;
const CUT = '[redacted]';
/** Deeper objects are not for logs. */
const MAX_DEPTH = 6;

export function createLogger(service: string, level: LogLevel): Log {
  const logger = createWinston({
    level,
    defaultMeta: { service },
    format: format.combine(format.timestamp(), format((info) => redactInfo(info))(), format.json()),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston types it by two packages
    transports: [new transports.Console({ stderrLevels: ['error'] })],
  });
  return {
    debug: (message, details) => void logger.debug(message, details),
    info: (message, details) => void logger.info(message, details),
    warn: (message, details) => void logger.warn(message, details),
    error: (message, details) => void logger.error(message, details),
  };
}

function redactInfo(info: Logform.TransformableInfo): Logform.TransformableInfo {
  for (const [name, value] of Object.entries(info)) {
    if (name !== 'level') info[name] = redact(value, name, 0);
  }
  return info;
}

/** A copy without secrets: by the name of the field, and by the look of the text. */
export function redact(value: unknown, name = '', depth = 0): unknown {
  if (SECRET_NAME.test(name) && value !== null && typeof value !== 'number' && typeof value !== 'boolean')
    return CUT;
  if (typeof value === 'string') return value.replace(SECRET_TEXT, CUT);
  if (value === null || typeof value !== 'object') return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return redact(`${value.name}: ${value.message}`, name, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, name, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, redact(inner, key, depth + 1)]),
  );
}
