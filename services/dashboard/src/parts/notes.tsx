// What a page shows when there is nothing, when it waits, and when something went wrong: always with a next step.
import type { ReactNode } from 'react';

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

/** While there is no data: that it is being read, or why it cannot be. */
export function Waiting({ error }: { readonly error: Error | null }): ReactNode {
  if (error === null) return <div className="skeleton" role="status" aria-label="Loading" />;
  return (
    <div role="alert">
      <Note state="errored" title="This could not be read">
        {error.message}
      </Note>
    </div>
  );
}

export function PageHead({
  title,
  children,
  actions,
}: {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {children === undefined ? null : <p className="soft">{children}</p>}
      </div>
      {actions === undefined ? null : <div className="row">{actions}</div>}
    </header>
  );
}
