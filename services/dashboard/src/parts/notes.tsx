// What a page shows at its head, when there is nothing, and when something is to be known: always with a next step.
import { useEffect, type ReactNode } from 'react';

export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

export function Note({
  state,
  title,
  children,
  action,
}: {
  readonly state: string;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <div className="note" data-state={state}>
      <div className="note-text">
        <strong>{title}</strong>
        <span className="soft wrap-anywhere">{children}</span>
      </div>
      {action}
    </div>
  );
}

/** Also names the tab of the browser. */
export function PageHead({
  title,
  children,
  actions,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  useEffect(() => {
    document.title = `${title} · Tandem`;
    return () => {
      document.title = 'Tandem';
    };
  }, [title]);
  return (
    <header className="page-head">
      <div>
        <h1 className="wrap-anywhere">{title}</h1>
        {children === undefined ? null : <p className="soft">{children}</p>}
      </div>
      {actions === undefined ? null : <div className="row">{actions}</div>}
    </header>
  );
}
