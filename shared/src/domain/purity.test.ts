// O3: the rules are pure. Time comes in as `now`, chance as a number; they import nothing but each other.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { aChange, aTask, inbound, ISSUE, outbound, sec } from '../testing/resources.js';
import { mergeParagraphs } from '../text/merge-paragraphs.js';
import type { Content } from './resource/content.js';
import { decideClientWrite } from './decide/decide-client-write.js';
import { decideInbound, recheckInbound } from './decide/decide-inbound.js';
import { classifyFailure } from './github/failures.js';
import { merge } from './merge/merge.js';
import { nextInGroup } from './operations/next-in-group.js';
import { DEFAULT_SYNC_BOUNDS, nextSyncAt } from './schedule/next-sync-at.js';
import { retryDelayMs } from './github/retry-delay.js';
import { canMove, OPERATION_STATES } from './operations/transitions.js';

const SOURCES = path.join(import.meta.dirname, '..', '..', 'src', 'domain');

const second = fc.integer({ min: 0, max: 9 });
const content: fc.Arbitrary<Content> = fc.record(
  {
    title: fc.constantFrom('A', 'B', 'C'),
    body: fc.constantFrom('one', 'one\n\ntwo', 'one\n\nthree'),
    labels: fc.subarray(['x', 'y', 'z']),
  },
  { requiredKeys: [] },
);
const given = fc.record({
  base: content,
  ours: content,
  theirs: content,
  at: second,
  editedAt: second,
  queuedAt: second,
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

describe('O3: the rules are pure', () => {
  afterEach(() => {
    sinon.restore();
  });

  it('no rule imports anything but rules', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    const imported = files.flatMap((file) => {
      const text = readFileSync(path.join(SOURCES, file), 'utf8');
      expect(text, file).to.not.match(/\bimport\(|\brequire\(/);
      return [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)';/gm)].map(([, name = '']) => ({
        file,
        name,
      }));
    });
    expect(imported.length).to.be.above(50);
    const isRule = (file: string, name: string): boolean =>
      name.startsWith('.') && path.resolve(SOURCES, path.dirname(file), name).startsWith(SOURCES + path.sep);
    expect(imported.filter(({ file, name }) => !isRule(file, name))).to.deep.equal([]);
  });

  it('decide, merge, nextSyncAt, classifyFailure, retryDelay and transition ask no clock and no chance, change nothing they are given, and say the same twice', () => {
    const forbidden = (what: string) => (): never => {
      throw new Error(`A rule asked for ${what}.`);
    };
    fc.assert(
      fc.property(given, fc.nat({ max: 20 }), ({ base, ours, theirs, at, editedAt, queuedAt }, attempt) => {
        const open = [inbound('queued', queuedAt, { title: 'Q' }), outbound('edit', ours)];
        const task = deepFreeze(aTask({ base: { ...ISSUE, ...base }, ours, editedAt, baseAt: 4, open }));
        const change = deepFreeze(aChange(at, theirs));
        const run = (): unknown => [
          decideInbound(task, change),
          recheckInbound(task, task.open[0]!),
          decideClientWrite(task, { action: 'update', values: theirs, at: sec(at) }),
          merge({
            base: task.link!.base,
            ours: task.record.content,
            theirs: change.content!,
            localModifiedAt: task.record.localModifiedAt,
            theirsAt: sec(at),
            mergeText: mergeParagraphs,
          }),
          nextInGroup(task.open, sec(at)),
          nextSyncAt(
            { lastSyncedAt: sec(at), remoteUpdatedAt: sec(editedAt), latestEventAt: null },
            DEFAULT_SYNC_BOUNDS,
          ),
          classifyFailure(
            { answered: true, status: 403, headers: {}, message: 'rate limit', write: true },
            attempt,
            sec(at),
          ),
          retryDelayMs(attempt, 0.5),
          OPERATION_STATES.map((from) => OPERATION_STATES.map((to) => canMove(from, to))),
        ];
        const clock = sinon.stub(Date, 'now').callsFake(forbidden('the time'));
        const chance = sinon.stub(Math, 'random').callsFake(forbidden('chance'));
        try {
          expect(run()).to.deep.equal(run());
        } finally {
          clock.restore();
          chance.restore();
        }
      }),
    );
  });
});
