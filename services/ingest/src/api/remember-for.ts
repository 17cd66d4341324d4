// Keeps an answer for a moment, and lets everybody who asks meanwhile wait for the one question that is under way.
export function rememberFor<T>(): (
  owner: object,
  key: string,
  freshMs: number,
  now: number,
  ask: () => Promise<T>,
) => Promise<T> {
  const answers = new WeakMap<object, Map<string, { readonly at: number; readonly answer: Promise<T> }>>();
  return (owner, key, freshMs, now, ask) => {
    const own = answers.get(owner) ?? new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
    answers.set(owner, own);
    const known = own.get(key);
    if (known !== undefined && now - known.at < freshMs) return known.answer;
    const answer = ask();
    own.set(key, { at: now, answer });
    // A failure is nobody's answer for long.
    answer.catch(() => {
      if (own.get(key)?.answer === answer) own.delete(key);
    });
    return answer;
  };
}
