// The three versions of one field next to each other, and the hand that chooses, edits, or takes the choice back. Shows
// hands only where the API has the call and the person may use it.
import { useState, type ReactNode } from 'react';
import { call } from '../api/call';
import { API } from '../api/root';
import type { Conflict } from '../api/shapes';
import { FieldValue, plain } from '../parts/field-value';
import { TextDiff } from '../parts/text-diff';
import { useDeed } from '../parts/use-deed';
import { useSession } from '../session/session-context';

const SIDES = [
  ['base', 'Before'],
  ['ours', 'Here'],
  ['theirs', 'On GitHub'],
] as const;

type Side = (typeof SIDES)[number][0];

type Resolution = { readonly keep: Side } | { readonly value: unknown };

export function Decide({ conflict }: { readonly conflict: Conflict }): ReactNode {
  const { mayWrite, has } = useSession();
  const [edited, setEdited] = useState<string | null>(null);
  const { start, busy } = useDeed({
    act: ({ verb, body }: { readonly verb: 'resolve' | 'reopen'; readonly body: Resolution | object }) =>
      call<Conflict>('POST', `${API}/conflicts/${conflict.id}/${verb}`, body),
    done: (_answer, { verb }) =>
      verb === 'resolve' ? 'Decided; it goes to GitHub by itself.' : 'Open again.',
    after: () => {
      setEdited(null);
    },
  });
  const resolve = (body: Resolution): void => {
    start({ verb: 'resolve', body });
  };
  const mayResolve = mayWrite && has('post /conflicts/:id/resolve') && conflict.state === 'open';
  const kind = editableAs(conflict);
  return (
    <>
      <div className="three">
        {SIDES.map(([side, name]) => (
          <div key={side} className="version" data-winner={conflict.winner === side}>
            <div className="row spread">
              <h3>{name}</h3>
              {conflict.winner === side ? <span className="faint">holds now</span> : null}
            </div>
            <Version conflict={conflict} side={side} />
            {mayResolve ? (
              <button
                type="button"
                className="button small"
                disabled={busy}
                onClick={() => {
                  resolve({ keep: side });
                }}
              >
                Keep this
              </button>
            ) : null}
          </div>
        ))}
      </div>
      {mayResolve && kind !== null ? (
        edited === null ? (
          <div>
            <button
              type="button"
              className="button small"
              onClick={() => {
                setEdited(plain(conflict[conflict.winner === 'theirs' ? 'theirs' : 'ours']));
              }}
            >
              Write another
            </button>
          </div>
        ) : (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              resolve({ value: kind === 'names' ? namesOf(edited) : edited });
            }}
          >
            <label className="field">
              <span>{kind === 'names' ? 'Another version, one name a line' : 'Another version'}</span>
              <textarea
                className="input"
                rows={5}
                value={edited}
                onChange={({ target }) => {
                  setEdited(target.value);
                }}
              />
            </label>
            <div>
              <button type="submit" className="button primary small" disabled={busy}>
                Keep what I wrote
              </button>
            </div>
          </form>
        )
      ) : null}
      {conflict.state === 'resolved' ? (
        <div className="row">
          <span className="soft">Decided by {conflict.resolvedBy ?? 'somebody'}.</span>
          {mayWrite && has('post /conflicts/:id/reopen') ? (
            <button
              type="button"
              className="button small"
              disabled={busy}
              onClick={() => {
                start({ verb: 'reopen', body: {} });
              }}
            >
              Undo
            </button>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

/** Before as it was; of a text on either side, what it changed. */
function Version({ conflict, side }: { readonly conflict: Conflict; readonly side: Side }): ReactNode {
  const { base } = conflict;
  const value = conflict[side];
  const isText = typeof base === 'string' && typeof value === 'string' && base !== '' && value !== '';
  return side === 'base' || !isText ? (
    <FieldValue value={value} />
  ) : (
    <TextDiff before={base} after={value} show="after" />
  );
}

/** Labels and assignees are edited as lines; a state is chosen and not written. */
function editableAs({ ours, theirs }: Conflict): 'text' | 'names' | null {
  if (Array.isArray(ours) || Array.isArray(theirs)) return 'names';
  return typeof ours === 'string' || typeof theirs === 'string' ? 'text' : null;
}

function namesOf(lines: string): string[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
