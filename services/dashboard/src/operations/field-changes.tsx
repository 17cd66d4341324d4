// Before and after, field by field. A field that did not change is said so and not repeated.
import type { ReactNode } from 'react';
import type { Fields, OperationDetail } from '../api/shapes';
import { inOrder } from '../parts/field-order';
import { FieldValue, sameField } from '../parts/field-value';
import { TextDiff } from '../parts/text-diff';

export function FieldChanges({
  operation,
  before,
}: {
  readonly operation: OperationDetail;
  readonly before: Fields | undefined;
}): ReactNode {
  const { content, notAccepted, direction } = operation;
  const fields = inOrder(Object.keys(content ?? {}));
  if (content === null || fields.length === 0) {
    return <p className="soft">It names no fields: it asks GitHub for the present state.</p>;
  }
  return (
    <table className="fields">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">{direction === 'inbound' ? 'From GitHub' : 'To GitHub'}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <Change before={before?.[field]} after={content[field]} />
            {notAccepted !== null && field in notAccepted ? (
              <td className="not-accepted">
                GitHub did not take <FieldValue value={notAccepted[field]} />
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Change({ before, after }: { readonly before: unknown; readonly after: unknown }): ReactNode {
  if (before !== undefined && sameField(before, after)) {
    return (
      <td colSpan={2} data-label="Unchanged">
        <FieldValue value={after} /> <span className="faint unchanged">unchanged</span>
      </td>
    );
  }
  const texts = typeof before === 'string' && typeof after === 'string' && before !== '' && after !== '';
  return (
    <>
      <td data-label="Before">
        {texts ? <TextDiff before={before} after={after} show="before" /> : <FieldValue value={before} />}
      </td>
      <td data-label="After">
        {texts ? <TextDiff before={before} after={after} show="after" /> : <FieldValue value={after} />}
      </td>
    </>
  );
}
