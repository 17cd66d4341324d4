// A raw payload, indented where it is JSON. Whatever it holds is shown as text.
import { useMemo, type ReactNode } from 'react';

export function JsonText({ text }: { readonly text: string }): ReactNode {
  const shown = useMemo(() => {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  }, [text]);
  return (
    <pre className="raw" tabIndex={0} aria-label="Raw payload">
      {shown}
    </pre>
  );
}
