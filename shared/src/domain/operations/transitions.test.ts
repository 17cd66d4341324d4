import { expect } from 'chai';
import fc from 'fast-check';
import {
  BIRTH_STATES,
  canMove,
  isEffective,
  isOpen,
  isRestartable,
  OPERATION_STATES,
  transition,
  type OperationState,
} from './transitions.js';

/** DESIGN section 4, word for word. */
const MOVES = [
  'queued → processing',
  'queued → canceled',
  'queued → disabled',
  'queued → dropped',
  'queued → duplicate',
  'processing → completed',
  'processing → errored',
  'processing → dropped',
  'processing → duplicate',
  'processing → disabled',
  'processing → queued',
  'errored → queued',
  'errored → canceled',
  'disabled → queued',
  'disabled → canceled',
];
const state = fc.constantFrom<OperationState>(...OPERATION_STATES);

describe('the states of an operation', () => {
  it('O2: exactly the moves of the table exist', () => {
    const found = OPERATION_STATES.flatMap((from) =>
      OPERATION_STATES.filter((to) => canMove(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(found).to.have.members(MOVES);
  });

  it('O2: a move of the table gives the new state; every other one throws and names both', () => {
    fc.assert(
      fc.property(state, state, (from, to) => {
        if (MOVES.includes(`${from} → ${to}`)) expect(transition(from, to)).to.equal(to);
        else expect(() => transition(from, to)).to.throw(`from ${from} to ${to}`);
      }),
    );
  });

  it('O2: at the door an operation is born queued, dropped, duplicate or disabled', () => {
    expect([...BIRTH_STATES]).to.have.members(['queued', 'dropped', 'duplicate', 'disabled']);
  });

  it('what is open is queued or processing; what is effective may have completed too', () => {
    expect(OPERATION_STATES.filter(isOpen)).to.have.members(['queued', 'processing']);
    expect(OPERATION_STATES.filter(isEffective)).to.have.members(['queued', 'processing', 'completed']);
  });

  it('decide-13: errored and disabled ones can be restarted, and no others', () => {
    expect(OPERATION_STATES.filter(isRestartable)).to.have.members(['errored', 'disabled']);
  });
});
