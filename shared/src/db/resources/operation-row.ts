// A row of an operation table as the statements return it (jsonb), and the operation of the rules that it stands for.
import type { Content } from '../../domain/resource/content.js';
import type { Action, Direction, Facts, Operation, Source } from '../../domain/operations/operation.js';
import type { OperationState } from '../../domain/operations/transitions.js';
import { ms } from './content-columns.js';

export interface OperationRow {
  readonly id: string;
  readonly sequence: number;
  readonly direction: Direction;
  readonly state: OperationState;
  readonly source: Source;
  readonly action: Action;
  readonly github_updated_at: string | null;
  readonly content: Content | null;
  readonly facts: Facts | null;
  readonly needs_fetch: boolean;
  readonly attempt: number;
  readonly not_before: string | null;
  readonly reason_code: string | null;
  readonly reason_message: string | null;
}

export function toOperation(row: OperationRow): Operation {
  return {
    id: row.id,
    sequence: row.sequence,
    direction: row.direction,
    state: row.state,
    source: row.source,
    action: row.action,
    githubUpdatedAt: ms(row.github_updated_at),
    content: row.content,
    facts: row.facts,
    fetch: row.needs_fetch,
    attempt: row.attempt,
    notBefore: ms(row.not_before),
    reason: row.reason_code === null ? null : { code: row.reason_code, message: row.reason_message ?? '' },
  };
}
