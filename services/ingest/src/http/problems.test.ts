// What went wrong, as callers are told.
import { expect } from 'chai';
import { missing, type Refusal } from '../commands/refusal.js';
import { problemOf, problemOfError, type Problem } from './problems.js';

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

  it('say what the caller may not know, and what to do', () => {
    const detailOf = (refusal: Refusal): string => problemOf(refusal).detail;
    expect(detailOf(missing('task'))).to.equal('There is no such task.');
    expect(detailOf(missing('repo', 'the app does not see it'))).to.equal(
      'There is no such repo: the app does not see it.',
    );
    expect(detailOf({ refused: 'stale', version: 3 }))
      .to.contain('version 3')
      .and.contain('read it again');
    expect(detailOf({ refused: 'too_many', message: 'Too often.', retryAfterSeconds: 7 })).to.contain('7 s');
    expect(detailOf({ refused: 'key_mismatch' })).to.contain('make a new one');
  });

  it('a parser’s fault is the caller’s, who is told what the parser met', () => {
    const parser = (status: number, message: string, more: object = {}): Problem =>
      problemOfError(Object.assign(new Error(message), { status, expose: true, ...more }), 'r');
    expect(parser(400, 'Unexpected token')).to.deep.include({ status: 400 });
    expect(parser(400, 'Unexpected token').detail).to.contain('Unexpected token');
    expect(parser(413, 'big', { limit: 1024 })).to.deep.include({ status: 413 });
    expect(parser(413, 'big', { limit: 1024 }).detail).to.contain('1024 bytes');
    const path = Object.assign(new URIError("Failed to decode param '%zz'"), { status: 400 });
    expect(problemOfError(path, 'r').detail).to.contain('%zz');
  });

  it('anything else is ours, an answer of GitHub too, and tells only an id', () => {
    for (const error of [
      new Error('password of the database'),
      Object.assign(new Error('password of GitHub'), { status: 404 }),
      Object.assign(new Error('password of a proxy'), { status: 502, expose: true }),
    ]) {
      const ours = problemOfError(error, 'r-1');
      expect(ours.status).to.equal(500);
      expect(JSON.stringify(ours)).to.contain('r-1').and.not.to.contain('password');
    }
  });
});
