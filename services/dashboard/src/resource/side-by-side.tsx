// Task and issue next to each other, field by field, with whose value it is and since when.
import type { ReactNode } from 'react';
import type { Sides } from '../api/shapes';
import { inOrder } from '../parts/field-order';
import { FieldValue, sameField } from '../parts/field-value';
import { Ago } from '../parts/time';
import { OperationLink } from '../operations/links';

export function SideBySide({ sides }: { readonly sides: Sides }): ReactNode {
  const { ours, theirs, provenance } = sides;
  const fields = inOrder(Object.keys(ours));
  return (
    <table className="fields">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Here</th>
          <th scope="col">On GitHub, as last seen</th>
          <th scope="col">Last set by</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => {
          const from = provenance[field];
          const differing = differs(field, sides);
          const isSame = theirs?.[field] !== undefined && !differing;
          return (
            <tr key={field} data-differs={differing}>
              <th scope="row">
                {field}
                {differing ? <span className="visually-hidden"> differs</span> : null}
              </th>
              <td data-label={isSame ? 'On both sides' : 'Here'}>
                <FieldValue value={ours[field]} />
              </td>
              <td data-label="On GitHub" data-repeats={isSame || theirs === null}>
                <FieldValue value={theirs === null ? undefined : theirs[field]} />
              </td>
              <td data-label="Last set by">
                {from === undefined ? (
                  <span className="faint">unchanged since it was made</span>
                ) : (
                  <span className="row">
                    <span
                      className="direction"
                      data-direction={from.side === 'github' ? 'inbound' : 'outbound'}
                    >
                      {from.side === 'github' ? 'GitHub' : 'here'}
                    </span>
                    {from.operationId === null ? null : <OperationLink id={from.operationId} />}
                    {from.at === null ? null : (
                      <span className="faint">
                        <Ago at={from.at} />
                      </span>
                    )}
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Fields of which we know both sides, and they are not the same. */
export function drift(sides: Sides): number {
  return Object.keys(sides.ours).filter((field) => differs(field, sides)).length;
}

function differs(field: string, { ours, theirs }: Sides): boolean {
  return theirs?.[field] !== undefined && !sameField(ours[field], theirs[field]);
}
