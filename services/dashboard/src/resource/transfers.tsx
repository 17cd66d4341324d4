// Where the issue has been: every transfer with its old and its new address, oldest first.
import type { ReactNode } from 'react';
import type { Sides } from '../api/shapes';
import { Ago } from '../parts/time';

export function Transfers({ transfers }: { readonly transfers: Sides['transfers'] }): ReactNode {
  if (transfers.length === 0) return null;
  return (
    <ul className="transfers" aria-label="Transfers">
      {transfers.map(({ from, to, at }) => (
        <li key={`${from} ${at}`}>
          <span>
            Transferred from <s className="mono">{from}</s> to <strong className="mono">{to}</strong>
          </span>
          <span className="faint">
            <Ago at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
