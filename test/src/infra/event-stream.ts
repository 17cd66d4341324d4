// Reads server-sent events as the specification says, as far as a test looks into them.
export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface EventStream {
  readonly status: number;
  /** Everything that has come so far. */
  readonly events: readonly SentEvent[];
  /** As a browser would send it when it comes back. */
  lastEventId(): string;
  close(): void;
}

export async function openEventStream(
  url: string,
  token: string | null,
  lastEventId?: string,
): Promise<EventStream> {
  const ending = new AbortController();
  const response = await fetch(url, {
    signal: ending.signal,
    headers: {
      accept: 'text/event-stream',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  const state = { id: lastEventId ?? '' };
  const events: SentEvent[] = [];
  void follow(response, state, events).catch(() => undefined); // cut by us or by the server: what came, came
  return {
    status: response.status,
    events,
    lastEventId: () => state.id,
    close: () => {
      ending.abort();
    },
  };
}

async function follow(response: Response, state: { id: string }, events: SentEvent[]): Promise<void> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) take(block, state, events);
  }
}

function take(block: string, state: { id: string }, events: SentEvent[]): void {
  const fields = new Map(block.split('\n').map((line) => splitLine(line)));
  state.id = fields.get('id') ?? state.id;
  const data = fields.get('data');
  if (data !== undefined) events.push({ id: state.id, event: fields.get('event') ?? 'message', data });
}

function splitLine(line: string): [string, string] {
  const at = line.indexOf(': ');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 2)];
}
