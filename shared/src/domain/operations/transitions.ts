// The one table of moves between the states of an operation (DESIGN section 4, rule O2). Every writer asks it.

export const OPERATION_STATES = [
  'queued',
  'processing',
  'completed',
  'errored',
  'canceled',
  'dropped',
  'duplicate',
  'disabled',
] as const;

export type OperationState = (typeof OPERATION_STATES)[number];

/** How an operation may come into the world, at the door. */
export const BIRTH_STATES = [
  'queued',
  'dropped',
  'duplicate',
  'disabled',
] as const satisfies readonly OperationState[];

/** From each state, the states it may move to. An empty list is a final state. */
export const TRANSITIONS = {
  queued: ['processing', 'canceled', 'disabled', 'dropped', 'duplicate'],
  processing: ['completed', 'errored', 'dropped', 'duplicate', 'disabled', 'queued'],
  errored: ['queued', 'canceled'],
  disabled: ['queued', 'canceled'],
  completed: [],
  canceled: [],
  dropped: [],
  duplicate: [],
} as const satisfies Record<OperationState, readonly OperationState[]>;

/** Open operations are still to be run; all others have said their last word, or wait for a person. */
export function isOpen(state: OperationState): boolean {
  return state === 'queued' || state === 'processing';
}

/** Effective operations decide about later ones; what was disabled, errored, canceled or dropped decides nothing. */
export function isEffective(state: OperationState): boolean {
  return state === 'queued' || state === 'processing' || state === 'completed';
}

/** Whether a person may put the operation back in the queue. */
export function isRestartable(state: OperationState): boolean {
  return (TRANSITIONS[state] as readonly OperationState[]).includes('queued') && state !== 'processing';
}

export function canMove(from: OperationState, to: OperationState): boolean {
  return (TRANSITIONS[from] as readonly OperationState[]).includes(to);
}

/** Returns `to`. Throws where the table has no such move: that is a bug, never an expected outcome. */
export function transition(from: OperationState, to: OperationState): OperationState {
  if (!canMove(from, to)) throw new Error(`An operation cannot move from ${from} to ${to}.`);
  return to;
}
