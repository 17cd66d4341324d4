import { expect } from 'chai';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { comparisonsIn } from '../testing/watch-comparisons.js';
import { createMarkers } from './markers.js';

const ID = '01900000-0000-7000-8000-000000000001';

describe('markers', () => {
  it('a marker that we signed verifies', () => {
    const markers = createMarkers(['new']);
    expect(markers.verify(markers.sign('task', ID))).to.be.true;
  });

  it('a marker is 43 characters of base64url', () => {
    expect(createMarkers(['new']).sign('comment', ID).mac).to.match(/^[\w-]{43}$/);
  });

  it('a marker signed before a rotation still verifies', () => {
    const before = createMarkers(['old']).sign('task', ID);
    expect(createMarkers(['new', 'old']).verify(before)).to.be.true;
  });

  it('a marker of a secret that was withdrawn does not verify', () => {
    expect(createMarkers(['new']).verify(createMarkers(['old']).sign('task', ID))).to.be.false;
  });

  it('a marker moved to another record does not verify', () => {
    const markers = createMarkers(['new']);
    const other = ID.replace(/1$/, '2');
    expect(markers.verify({ ...markers.sign('task', ID), id: other })).to.be.false;
  });

  it('a task’s marker does not verify as a comment’s', () => {
    const markers = createMarkers(['new']);
    expect(markers.verify({ ...markers.sign('task', ID), kind: 'comment' })).to.be.false;
  });

  it('no text that was made up verifies', () => {
    const markers = createMarkers(['new']);
    fc.assert(fc.property(fc.string(), (mac) => !markers.verify({ kind: 'task', id: ID, mac })));
  });

  it('a mac is compared with that of every secret in constant time, whatever its length', async () => {
    const markers = createMarkers(['new', 'old']);
    for (const mac of [markers.sign('task', ID).mac, 'short', '']) {
      const comparisons = await comparisonsIn(() => markers.verify({ kind: 'task', id: ID, mac }));
      expect(comparisons, mac).to.have.length(2);
    }
  });

  it('without a secret nothing can be signed', () => {
    expect(() => createMarkers([])).to.throw('secret');
  });
});
