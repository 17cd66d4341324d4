// The keys, shown on "?". They are the same on every page; where one has nothing to act on, it does nothing.
import { useEffect, useRef, type ReactNode } from 'react';

const KEYS = [
  ['/', 'Search'],
  ['j', 'Next row, or the next one of the list you came from'],
  ['k', 'Previous row, or the previous one of that list'],
  ['Enter', 'Open the chosen row'],
  ['r', 'Retry the operation, replay the delivery'],
  ['?', 'This help'],
] as const;

export function KeyHelp({ onClose }: { readonly onClose: () => void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="keys-title">
      <div>
        <h2 id="keys-title">Keys</h2>
        <dl className="facts">
          {KEYS.map(([key, does]) => (
            <KeyRow key={key} name={key} does={does} />
          ))}
        </dl>
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            Close
          </button>
        </div>
      </div>
    </dialog>
  );
}

function KeyRow({ name, does }: { readonly name: string; readonly does: string }): ReactNode {
  return (
    <>
      <dt>
        <kbd>{name}</kbd>
      </dt>
      <dd>{does}</dd>
    </>
  );
}
