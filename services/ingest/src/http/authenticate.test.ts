// The door's lock.
import { expect } from 'chai';
import type { Caller, Scope } from '@tandem/shared/db/people/tokens.js';
import { bearerOf, refuseScope } from './authenticate.js';

const SCOPES = ['read', 'client', 'admin'] as const;

describe('a token', () => {
  it('is what follows Bearer, and nothing else', () => {
    expect(bearerOf('Bearer abc')).to.equal('abc');
    expect(bearerOf('bearer abc')).to.equal('abc');
    for (const header of [undefined, '', 'abc', 'Basic abc', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer ä']) {
      expect(bearerOf(header), String(header)).to.equal(null);
    }
  });

  it('opens what its scope names and every lesser one', () => {
    const allowed = (scope: Scope): Scope[] => {
      const caller: Caller = { tokenId: '', name: '', scope, projects: null };
      return SCOPES.filter((needed) => refuseScope(caller, needed) === null);
    };
    expect(allowed('read')).to.deep.equal(['read']);
    expect(allowed('client')).to.deep.equal(['read', 'client']);
    expect(allowed('admin')).to.deep.equal(['read', 'client', 'admin']);
  });
});
