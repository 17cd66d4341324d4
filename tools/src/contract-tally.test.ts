// What a run says of GitHub's contract.
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { addContracts, breaches, contractLine, contractResult, readContracts } from './contract-tally.js';

const KEPT = { requests: 5, webhooks: 2, violations: [] };
const BROKEN = { requests: 1, webhooks: 0, violations: ['request GET /x: is not described'] };

describe('the contract of a run', () => {
  it('every process counts', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-contract-'));
    const file = path.join(folder, 'contract');
    writeFileSync(file, `${JSON.stringify(KEPT)}\n${JSON.stringify(BROKEN)}\n`);
    expect(contractLine(readContracts(file))).to.equal(
      'GitHub contract: 6 requests checked, 1 violations (and 2 webhooks)',
    );
    rmSync(folder, { recursive: true });
  });

  it('one violation fails the run', () => {
    expect(contractResult(addContracts([KEPT, BROKEN]))[0]).to.include({ passed: 0, failed: 1 });
    expect(contractResult(KEPT)[0]).to.include({ passed: 1, failed: 0 });
  });

  it('where nothing was asked of a simulator nothing is claimed', () => {
    expect(contractResult(readContracts('/nowhere'))).to.deep.equal([]);
  });

  it('a breach is shown once, however often it was committed', () => {
    expect(breaches(addContracts([BROKEN, BROKEN]))).to.deep.equal(BROKEN.violations);
  });
});
