// Before it is known who is signed in: for a moment, or as long as ingest cannot be asked. No door is shown to somebody who
// may be inside already.
import type { ReactNode } from 'react';
import { Logo } from '../shell/logo';

export function OpeningPage({ trouble }: { readonly trouble: string | null }): ReactNode {
  return (
    <main className="opening">
      <Logo />
      <p className="soft" role="status">
        {trouble === null ? 'Opening…' : `${trouble} It is tried again every 2 seconds.`}
      </p>
    </main>
  );
}
