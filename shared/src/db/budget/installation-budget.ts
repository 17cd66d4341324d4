// The budget of an installation, shared by all processes (rules G1, G2): what domain/github/budget says, asked of the row in
// db/budget/budget-row. Writes of this process queue in a lane first, for a moment only: they would all ask the same row, and
// a write that must wait longer gives its worker slot back.
import { setTimeout as sleep } from 'node:timers/promises';
import { admitCall, whyNot, type WaitsFor, type WriteRules } from '../../domain/github/budget.js';
import type { Budget, Leave, Request } from '../../ports/budget.js';
import type { Clock } from '../../ports/clock.js';
import { askToWrite, keepAnswer, readBudgetRow, type WriteAnswer } from './budget-row.js';
import type { Queryable } from '../prisma.js';
import { createWriteLanes } from './write-lanes.js';

/** Others have work that needs no write: a slot of the worker is not held longer for a turn. */
const LONGEST_TURN_WAIT_MS = 2_000;

export function createInstallationBudget(db: Queryable, clock: Clock, told: WriteRules): Budget {
  const { intervalMs } = told;
  const lanes = createWriteLanes(clock);

  async function beforeRead(id: string, { call, resource }: Request): Promise<Leave> {
    const row = await readBudgetRow(db, id, resource);
    if (row === null) return { ok: true, strikes: 0, write: null };
    const admission = admitCall(row.state, call, clock.now());
    return admission.ok ? { ok: true, strikes: row.strikes, write: null } : refusal(admission);
  }

  async function beforeWrite(id: string, request: Request): Promise<Leave> {
    const lane = lanes.of(id);
    const rules = { ...told, typicalMs: lane.typicalMs() };
    const ask = (may: { grant: boolean; book: boolean }): Promise<WriteAnswer> =>
      askToWrite(db, id, request, rules, clock.now(), may);
    const patience = clock.now() + LONGEST_TURN_WAIT_MS;
    if (!(await lane.enter(LONGEST_TURN_WAIT_MS, intervalMs))) {
      return toLeave(await ask({ grant: false, book: true }));
    }
    try {
      let answer = await ask({ grant: true, book: false });
      while (!answer.ok && answer.waitsFor === 'turn' && answer.until <= patience) {
        await sleep(Math.max(1, answer.until - clock.now()));
        answer = await ask({ grant: true, book: false });
      }
      if (!answer.ok) answer = await ask({ grant: true, book: true });
      // Of an installation that is not known yet nothing is held, and so nothing is given back.
      if (!answer.ok || answer.write === null) lane.leave();
      return toLeave(answer);
    } catch (error) {
      lane.leave();
      throw error;
    }
  }

  return {
    before: (id, request) => (request.write ? beforeWrite(id, request) : beforeRead(id, request)),
    async after(id, told) {
      if (told.write !== null) lanes.of(id).leave();
      await keepAnswer(db, id, told, intervalMs, clock.now());
    },
  };
}

function toLeave(answer: WriteAnswer): Leave {
  return answer.ok ? answer : refusal(answer);
}

function refusal({ until, waitsFor }: { readonly until: number; readonly waitsFor: WaitsFor }): Leave {
  return { ok: false, until, reason: whyNot(waitsFor, until) };
}
