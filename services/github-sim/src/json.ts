// The one loose shape of this workspace: a JSON object whose fields are looked at before they are used.

export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
