// The faults that the page offers, in words. Everything else can be ordered through POST /_sim/faults.

const WRITES = { method: 'POST' };

export const FAULTS = [
  [
    'Lose the reply after a create',
    'The write is done, then the connection is cut.',
    { kind: 'lose-reply', match: WRITES },
  ],
  ['Reset before a create', 'The connection is cut, nothing is done.', { kind: 'reset', match: WRITES }],
  ['Answer 502', 'Nothing is done.', { kind: 'status', status: 502 }],
  [
    'Answer 502 after a create',
    'The write is done nevertheless.',
    { kind: 'status', status: 502, applied: true, match: WRITES },
  ],
  [
    'Primary limit for a minute',
    'No calls are left until the reset; it holds until then.',
    { kind: 'primary-limit', resetAfterMs: 60000 },
  ],
  [
    'Secondary limit, retry after 30 s',
    'It holds until then.',
    { kind: 'secondary-limit', retryAfterSeconds: 30 },
  ],
  ['Secondary limit without a time', 'Clients must wait at least a minute.', { kind: 'secondary-limit' }],
  ['Slow calls (5 s)', 'The call is handled late.', { kind: 'delay', ms: 5000 }],
  ['Lagging replica', 'Reads answer as if the last write had not happened.', { kind: 'stale-read' }],
  ['Drop webhooks', 'Never sent, never listed.', { webhooks: { kind: 'drop' } }],
  [
    'Fail webhooks',
    'Not sent, but listed as failed: they can be redelivered.',
    { webhooks: { kind: 'fail' } },
  ],
  ['Double webhooks', 'Sent twice under one GUID.', { webhooks: { kind: 'double' } }],
  ['Delay webhooks by 10 s', 'Later ones pass them.', { webhooks: { kind: 'delay', ms: 10000 } }],
  ['Hold webhooks', 'Until “Release held”.', { webhooks: { kind: 'hold' } }],
  [
    'Reorder webhooks',
    'Gathers three and sends them last first.',
    { webhooks: { kind: 'reorder', window: 3 } },
  ],
].map(([name, about, order]) => ({ name, about, order }));

export function withTimes(order, times) {
  return order.webhooks ? { webhooks: { ...order.webhooks, times } } : { ...order, times };
}
