// What went wrong, as callers are told.
import { expect } from 'chai';
import { problemOf, problemOfError } from './problems.js';

describe('problems', () => {
  it('every refusal has its status', () => {
    const statuses = [
      problemOf({ refused: 'missing', what: 'task' }),
      problemOf({ refused: 'invalid', errors: [] }),
      problemOf({ refused: 'stale', version: 3 }),
      problemOf({ refused: 'conflict', message: '' }),
      problemOf({ refused: 'forbidden', message: '' }),
      problemOf({ refused: 'unauthenticated', message: '' }),
      problemOf({ refused: 'key_mismatch' }),
      problemOf({ refused: 'key_in_flight' }),
      problemOf({ refused: 'unsupported_media' }),
      problemOf({ refused: 'unavailable', message: '' }),
    ].map(({ status }) => status);
    expect(statuses).to.deep.equal([404, 400, 412, 409, 403, 401, 422, 409, 415, 503]);
  });

  it('name the fields, for programs and in the sentence', () => {
    const errors = [{ field: 'title', message: 'must not be blank' }];
    const problem = problemOf({ refused: 'invalid', errors });
    expect(problem).to.deep.include({ errors, detail: 'title: must not be blank' });
  });

  it('a parser’s fault is the caller’s; anything else is ours and tells only an id', () => {
    expect(
      problemOfError(Object.assign(new Error('Unexpected token'), { status: 400 }), 'r').status,
    ).to.equal(400);
    expect(problemOfError(Object.assign(new Error('big'), { status: 413 }), 'r').status).to.equal(413);
    const ours = problemOfError(new Error('password of the database'), 'r-1');
    expect(ours.status).to.equal(500);
    expect(JSON.stringify(ours)).to.contain('r-1').and.not.to.contain('password');
    expect(problemOfError(Object.assign(new Error('upstream'), { status: 502 }), 'r').status).to.equal(500);
  });
});
