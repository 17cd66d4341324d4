// The control surface, as the page calls it. A refusal becomes an Error with the simulator's own sentence.

async function call(method, path, body) {
  const reply = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await reply.text();
  const parsed = text === '' ? {} : JSON.parse(text);
  if (!reply.ok) throw new Error(parsed.message ?? `The simulator answered ${reply.status}`);
  return parsed;
}

export const read = (path) => call('GET', path);
export const send = (path, body) => call('POST', path, body);
export const remove = (path) => call('DELETE', path);
export const act = async (action, args) => (await send('/_sim/actions', { action, ...args })).result;
