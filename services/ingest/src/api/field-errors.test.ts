// What callers are told about the fields that they sent.
import { expect } from 'chai';
import { z } from 'zod';
import { check, checkQuery, type Checked } from './field-errors.js';
import { ConflictResolve } from './schemas/conflicts.js';
import { ImportByNumber } from './schemas/imports.js';
import { TaskCreate, TaskQuery } from './schemas/tasks.js';
import { TokenCreate } from './schemas/tokens.js';
import { moment, uuid } from './schemas/values.js';

describe('the errors of fields', () => {
  const told = (checked: Checked<unknown>): Record<string, string> =>
    checked.ok ? {} : Object.fromEntries(checked.errors.map(({ field, message }) => [field, message]));
  const one = (schema: z.ZodType, value: unknown): string | undefined => told(check(schema, value))[''];

  it('name the field by its path, and an unknown field itself', () => {
    const schema = z.strictObject({ a: z.strictObject({ b: z.array(z.string()) }) });
    const fields = (value: unknown): string[] => Object.keys(told(check(schema, value)));
    expect(fields({ a: { b: ['x', 1] } })).to.deep.equal(['a.b.1']);
    expect(fields({ a: { b: [], c: 1, d: 2 } })).to.deep.equal(['a.c', 'a.d']);
    expect(fields('text')).to.deep.equal(['']);
  });

  it('say what is missing, and of which kind it should be', () => {
    expect(told(check(TaskCreate, {}))).to.deep.equal({ title: 'is missing' });
    expect(told(check(TaskCreate, { title: 5, state: 'ajar', labels: 'x', repoId: '7' }))).to.deep.equal({
      title: 'must be a string',
      state: 'must be one of open, closed',
      labels: 'must be an array',
      repoId: 'must be an id: a UUID',
    });
    expect(told(check(TokenCreate, { name: 'n' }))).to.deep.equal({
      scope: 'is missing: one of read, client, admin',
    });
    expect(told(check(TaskCreate, { title: 'T', stateReason: 'completed' }))).to.deep.equal({
      stateReason:
        'needs the `state` that it is a reason of: open for reopened; closed for completed, not_planned, duplicate',
    });
    expect(one(TaskCreate, [])).to.equal('must be an object');
    expect(one(z.boolean(), 'yes')).to.equal('must be true or false');
  });

  it('say how much may be there', () => {
    expect(told(check(ImportByNumber, { repoId: uuidOf(1), numbers: [] }))).to.deep.equal({
      numbers: 'must have at least 1 items',
    });
    expect(told(check(ImportByNumber, { repoId: uuidOf(1), numbers: [0, 1.5, '2'] }))).to.deep.equal({
      'numbers.0': 'must be at least 1',
      'numbers.1': 'must be a whole number',
      'numbers.2': 'must be a number',
    });
    expect(told(check(TaskCreate, { title: 'T', labels: ['x'.repeat(201)] }))).to.deep.equal({
      'labels.0': 'must have at most 200 characters',
    });
  });

  it('say once what is wrong with a field, and how a moment looks', () => {
    expect(one(moment, 'tomorrow')).to.equal(
      'must be a moment with its offset, such as 2026-01-31T12:00:00Z',
    );
    expect(one(uuid, 7)).to.equal('must be a string');
  });

  it('name beside an unknown field those that are known', () => {
    const { colour } = told(check(TaskCreate, { title: 'T', colour: 'red' }));
    expect(colour).to.match(/^is not known here; known are title, body, state, .*author$/);
  });

  it('are about the form that was meant, where there are several', () => {
    expect(told(check(ConflictResolve, { keep: 'mine' }))).to.deep.equal({
      keep: 'must be one of ours, theirs, base',
    });
    expect(told(check(ConflictResolve, { value: 7 }))).to.deep.equal({
      value: 'must be a string or must be an array or must be an object',
    });
  });

  it('refuse a query parameter that comes twice, whatever it says', () => {
    expect(told(checkQuery(TaskQuery, { state: ['open', 'closed'], limit: '1' }))).to.deep.equal({
      state: 'must be given once',
    });
  });
});

function uuidOf(digit: number): string {
  return `0000000${digit}-0000-4000-8000-000000000000`;
}
