// Asks before something is done that touches more than one thing, does it, and says how it went; where it went wrong the
// question stays open. The browser's own dialog: it keeps the focus inside, closes on Escape, and gives the focus back.
import { useEffect, useRef, type ReactNode } from 'react';
import { useDeed } from './use-deed';

export function ConfirmDialog<Answer>({
  title,
  confirm,
  danger = false,
  disabled = false,
  act,
  done,
  onClose,
  children,
}: {
  readonly title: string;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly act: () => Promise<Answer>;
  /** What is said when it is done. */
  readonly done: (answer: Answer) => string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  // What is said elsewhere lies under the dialog.
  const { start, busy, problem } = useDeed({ act, done, after: onClose, showsProblem: true });
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="dialog-title">
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <h2 id="dialog-title">{title}</h2>
        <div>{children}</div>
        <p role="alert" className="problem">
          {problem?.message}
        </p>
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            Not now
          </button>
          <button
            type="submit"
            className={danger ? 'button danger' : 'button primary'}
            disabled={busy || disabled}
          >
            {busy ? 'Working…' : confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}
