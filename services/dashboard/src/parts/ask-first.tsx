// A button behind which a question stands: nothing is done before it is answered.
import { useState, type ReactNode } from 'react';

export function AskFirst({
  button,
  look = '',
  question,
}: {
  readonly button: string;
  /** Classes of the button beside its own. */
  readonly look?: string | undefined;
  readonly question: (close: () => void) => ReactNode;
}): ReactNode {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <button
        type="button"
        className={`button ${look}`}
        onClick={() => {
          setAsked(true);
        }}
      >
        {button}
      </button>
      {asked
        ? question(() => {
            setAsked(false);
          })
        : null}
    </>
  );
}
