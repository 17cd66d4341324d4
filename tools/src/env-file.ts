// Reads KEY=value files: the simulator's app.env and a person's .env. Values are taken as they stand; quotes
// around a whole value fall away. Refuses a line that is neither, rather than lose a secret silently.

export function parseEnvFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const match = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line);
    if (match === null) throw new Error(`line ${index + 1} is not KEY=value`);
    const [, key = '', value = ''] = match;
    values[key] = /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
  }
  return values;
}
