// Programs that once did not come to rest, by the name of what they found. Each was shrunk by the model test.
import { expect } from 'chai';
import { faultsAtRest } from './at-rest.js';
import type { Edit, Program, Step } from './program.js';
import { play } from './run-program.js';
import { FINE, type Fate } from './killable.js';

const title = (value: string): Edit => ({ field: 'title', value });
const body = (paragraph: number, value: string): Edit => ({ field: 'body', paragraph, value });
const label = (name: string, present = true): Edit => ({ field: 'labels', name, present });
const client = (edit: Edit, thing = 0): Step => ({ do: 'client edits', thing, edit });
const person = (edit: Edit, thing = 0): Step => ({ do: 'person edits', thing, edit });
const works = (kind: Fate['kind'] = 'ok', ms = 0): Step => ({ do: 'work', which: 0, fate: { kind, ms } });
const worksOn = (which: number): Step => ({ do: 'work', which, fate: FINE });
const workOn = (turns: number): Step => ({ do: 'work on', turns });
const arrives = (which = 0): Step => ({ do: 'deliver', which, again: false });

const SEQUENCES: Readonly<Record<string, readonly Step[] | Program>> = {
  'M6: a deletion is given up while an edit that was made before it is under way': [
    { do: 'person comments', thing: 0 },
    arrives(),
    workOn(2),
    client(body(0, 'A'), 3),
    works(),
    works(),
    { do: 'client deletes', thing: 3 },
    { do: 'client cancels', which: 0 },
  ],
  'both-15: a paragraph of a person between our read and our write, while we write another one after it': [
    client(title('B')),
    works('kill'),
    client(body(0, 'A')),
    works('reply_late'),
    works(),
    works(),
    client(title('A')),
    person(body(1, 'A')),
  ],
  'both-15: a person goes on writing over our write, which covered what they wrote before': [
    client(title('B')),
    works(),
    client(body(1, 'A')),
    works(),
    works('reply_late'),
    person(body(0, 'A')),
    workOn(1),
    works(),
    person(body(2, 'A')),
  ],
  'both-15: an edit on top of our first write, covered by our second': [
    client(body(0, 'A')),
    works(),
    works(),
    works(),
    workOn(3),
    client(body(0, 'B')),
    works(),
    works(),
    works(),
    person(body(1, 'A')),
  ],
  'both-15: the person’s own change is lost on the way, and the echo that tells of it joins a fetch': [
    person(body(0, 'A')),
    client(title('C')),
    works(),
    person(body(0, 'B')),
    works(),
    works(),
    person(title('B')),
    arrives(),
    arrives(),
    works(),
    works(),
    arrives(3),
    { do: 'lose', which: 0 },
  ],
  'both-15: a person writes the very value that we write back: no echo of ours': [
    client(label('x')),
    works(),
    works(),
    works(),
    client(title('B')),
    works(),
    person(title('C')),
    works(),
    works('reply_lost'),
    arrives(),
    workOn(1),
    client(body(0, 'A')),
  ],
  'both-15: a worker that stood still writes after another took over: its value is ours, not a person’s': [
    { do: 'person comments', thing: 0 },
    client({ field: 'assignees', name: 'ann', present: true }),
    arrives(),
    client(body(0, 'A')),
    client(label('x')),
    { do: 'work', which: 3, fate: { kind: 'ok', ms: 0 } },
    works(),
    { do: 'work', which: 3, fate: { kind: 'ok', ms: 0 } },
    person(body(1, 'A')),
    works('reply_lost', 1),
    works(),
    { do: 'freeze' },
    { do: 'work', which: 1, fate: { kind: 'kill', ms: 0 } },
    { do: 'work', which: 2, fate: { kind: 'ok', ms: 0 } },
    workOn(5),
  ],
  'both-15: our unanswered write covers a paragraph, and a person writes over it before we see it': [
    client(body(0, 'A')),
    works(),
    works(),
    works(),
    works(),
    works('reply_late'),
    person(body(1, 'A')),
    { do: 'pass', ms: 1 },
    person(body(0, 'C')),
  ],
  'both-15: a label set in the second of our write tells a body that nothing covered': [
    client(body(0, 'A')),
    workOn(4),
    person(body(1, 'A')),
    works(),
    person(body(1, 'A')),
    person(label('x')),
    arrives(3),
  ],
  'both-15: a close between our read and the intent gives way to nothing': [
    client({ field: 'state', value: 'not_planned' }),
    works(),
    works(),
    works(),
    person({ field: 'state', value: 'completed' }),
    { do: 'pass', ms: 1_000 },
    arrives(),
    person(body(0, 'A')),
    arrives(),
  ],
  'both-15: a covered edit is merged over what that very write replaced, not a later one': [
    client(body(0, 'A')),
    works(),
    works(),
    works(),
    person(body(1, 'A')),
    workOn(2),
    person(body(1, 'A')),
    client(body(0, 'B')),
  ],
  'both-22: our unanswered write with a person’s paragraph on top, and the client went on': [
    client(body(2, 'A')),
    workOn(4),
    works(),
    person(body(0, 'A')),
    client(body(2, 'B')),
    { do: 'freeze' },
  ],
  'both-22: an unanswered write of several fields, of which a person changed one set': [
    client(label('x')),
    works(),
    person(label('y')),
    client(body(0, 'A')),
    works(),
    works('ok', 1),
    works(),
    person(body(1, 'A')),
    { do: 'freeze' },
  ],
  'both-2: a create that waited for its turn is looked for from the first look, not from its intent': [
    { do: 'client comments', thing: 0 },
    works(),
    works(),
    works(),
    { do: 'pass', ms: 58_500 },
    works('reply_late', 1_501),
  ],
  'decide-18: a tombstone’s base is not believed from a 304 of another state': {
    skewMs: 998,
    steps: [
      { do: 'pass', ms: 2 },
      person(title('B')),
      person({ field: 'state', value: 'completed' }),
      { do: 'client deletes', thing: 0 },
      arrives(),
    ],
  },
  'M5: an edit that failed because the issue is gone does not stay errored': [
    { do: 'person deletes', thing: 0 },
    client({ field: 'state', value: 'not_planned' }),
  ],
  'O2: an edit that failed while a deletion was queued ends with the deletion': [
    { do: 'client comments', thing: 0 },
    works(),
    client({ field: 'assignees', name: 'ann', present: false }, 3),
    works(),
    { do: 'client comments', thing: 0 },
    workOn(6),
    works('kill'),
    works(),
    { do: 'client deletes', thing: 1 },
    { do: 'person deletes', thing: 3 },
  ],
  'M2: two edits of one second after our write are not taken for covered ones': [
    client(body(1, 'A')),
    workOn(5),
    { do: 'pass', ms: 1_000 },
    person(body(0, 'A')),
    person(body(0, 'B')),
    { do: 'pull', lagMs: 0 },
  ],
  'both-15: a person writes a paragraph that our write covers, and then the same paragraph anew over our write':
    [client(body(1, 'A')), workOn(2), works(), person(body(0, 'A')), works(), works(), person(body(0, 'C'))],
  'M6: an edit that our write covered is told while the record is deleted, and the deletion is given up': [
    client(body(0, 'A')),
    works(),
    { do: 'client comments', thing: 0 },
    worksOn(1),
    worksOn(3),
    client(title('C')),
    works(),
    works(),
    works(),
    client(title('A'), 3),
    client(title('A')),
    person(body(0, 'B')),
    works(),
    { do: 'client cancels', which: 3 },
    { do: 'pull', lagMs: 0 },
    arrives(1),
    { do: 'client deletes', thing: 0 },
    workOn(12),
    { do: 'client cancels', which: 0 },
    client(title('C')),
  ],
};

describe('sequences that the model found', () => {
  for (const [name, given] of Object.entries(SEQUENCES)) {
    it(name, async () => {
      const program = 'steps' in given ? given : { skewMs: 0, steps: given };
      expect(await faultsAtRest(await play(program))).to.deep.equal([]);
    });
  }
});
