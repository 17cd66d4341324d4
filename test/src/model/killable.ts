// A run of an operation that stops at every call it makes, so that a program decides what happens in between: a person
// edits, a reply is lost, the worker dies.
export class Killed extends Error {
  constructor() {
    super('The worker was killed.');
    this.name = 'Killed';
  }
}

/** What becomes of the call at which a run waits. */
export interface Fate {
  readonly kind:
    | 'ok'
    /** The worker dies; what it was about to send is never sent. */
    | 'kill'
    /** The worker dies; its write arrives later all the same. */
    | 'kill_late'
    /** Nobody knows whether the write was done: it arrives later. */
    | 'reply_late'
    /** The write is done, and its answer is lost. */
    | 'reply_lost'
    /** The write is done, and the worker dies before it reads the answer. */
    | 'kill_after'
    | 'transient'
    | 'limited';
  /** ms until a late write arrives; ms that a replica is behind. */
  readonly ms: number;
}

export const FINE: Fate = { kind: 'ok', ms: 0 };

export interface Run {
  /** Lets the call at which it waits meet its fate, and returns when the next one waits, or the run has ended. */
  resume(fate: Fate): Promise<'waiting' | 'ended'>;
  /** Called by the ports: waits for the fate of this call. */
  pause(): Promise<Fate>;
}

export function startRun(work: (run: Run) => Promise<unknown>): Run {
  let meet: (fate: Fate) => void = () => undefined;
  let reached: (state: 'waiting' | 'ended') => void = () => undefined;
  let failure: unknown = null;
  let started = false;

  const run: Run = {
    async resume(fate) {
      const next = new Promise<'waiting' | 'ended'>((resolve) => {
        reached = resolve;
      });
      if (started) meet(fate);
      else {
        started = true;
        void work(run)
          .catch((error: unknown) => {
            if (!(error instanceof Killed)) failure = error;
          })
          .then(() => {
            reached('ended');
          });
      }
      const state = await next;
      if (failure !== null) throw failure as Error;
      return state;
    },
    pause() {
      const fate = new Promise<Fate>((resolve) => {
        meet = resolve;
      });
      reached('waiting');
      return fate;
    },
  };
  return run;
}
