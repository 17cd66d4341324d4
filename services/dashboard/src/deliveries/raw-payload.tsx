// The body of a delivery as it was signed, or since when it is no longer kept.
import type { ReactNode } from 'react';
import type { DeliveryDetail } from '../api/shapes';
import { JsonText } from '../parts/json-text';
import { Ago } from '../parts/time';

export function RawPayload({ delivery }: { readonly delivery: DeliveryDetail }): ReactNode {
  const { payload, payloadDroppedAt } = delivery;
  if (payload !== null) return <JsonText text={payload} />;
  return (
    <p className="soft">
      No longer kept: it was dropped <Ago at={payloadDroppedAt} empty="" />, so it cannot be replayed. To have
      the present state from GitHub, sync the task.
    </p>
  );
}
