// Holds one REST call against GitHub's description: the parameters and body that came, the status and body that go.
// Statuses that GitHub answers anywhere without documenting them are always allowed.
import { isJson, type Json } from '../json.js';
import { at, type ContractDocument, openContract, resolvePath } from './compile-schema.js';

const ALWAYS_ALLOWED = new Set([301, 304, 307, 401, 403, 429]);

export interface CallToCheck {
  readonly method: string;
  readonly template: string;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const operationPath = (method: string, template: string): string[] => [
  'paths',
  template,
  method.toLowerCase(),
];

const CONTENT = ['content', 'application/json', 'schema'];

function asTyped(schema: unknown, text: string): unknown {
  const type = isJson(schema) ? schema['type'] : undefined;
  if (type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}

function checkParameters(document: ContractDocument, operation: string[], call: CallToCheck): string[] {
  const listed = at(document.json, [...operation, 'parameters']);
  if (!Array.isArray(listed)) return [];
  const problems: string[] = [];
  for (const listedOne of listed as Json[]) {
    const ref = listedOne['$ref'];
    const path = typeof ref === 'string' ? resolvePath(document.json, ref.slice(2).split('/')) : undefined;
    const parameter = path ? at(document.json, path) : listedOne;
    if (!isJson(parameter) || typeof parameter['name'] !== 'string') continue;
    const name = parameter['name'];
    const text = parameter['in'] === 'path' ? call.params[name] : (call.query.get(name) ?? undefined);
    if (text === undefined) {
      if (parameter['required'] === true) problems.push(`${name} is missing`);
      continue;
    }
    const check = path && document.checkAt([...path, 'schema']);
    const problem = check?.(asTyped(parameter['schema'], text));
    if (problem !== undefined) problems.push(`${name}: ${problem}`);
  }
  return problems;
}

/** Whether the description knows the call at all. */
export function describes(method: string, template: string): boolean {
  return at(openContract('rest').json, operationPath(method, template)) !== undefined;
}

/** What is wrong with the request; empty for a good one. */
export function checkRequest(call: CallToCheck): string[] {
  const document = openContract('rest');
  const operation = operationPath(call.method, call.template);
  const problems = checkParameters(document, operation, call);
  const bodyPath = [...operation, 'requestBody'];
  const check = document.checkAt([...bodyPath, ...CONTENT]);
  if (call.body === undefined) {
    if (at(document.json, [...bodyPath, 'required']) === true) problems.push('a body is required');
  } else {
    const problem = check?.(call.body);
    if (problem !== undefined) problems.push(`body: ${problem}`);
  }
  return problems;
}

export function checkReply(
  method: string,
  template: string,
  status: number,
  body: unknown,
): string | undefined {
  const document = openContract('rest');
  const operation = operationPath(method, template);
  if (at(document.json, operation) === undefined) return undefined;
  const responses = at(document.json, [...operation, 'responses']);
  const documented = isJson(responses) && responses[String(status)] !== undefined;
  if (!documented) {
    return ALWAYS_ALLOWED.has(status) || status >= 500 ? undefined : `${status} is not documented`;
  }
  const path = resolvePath(document.json, [...operation, 'responses', String(status)]);
  return document.checkAt([...path, ...CONTENT])?.(body);
}

/** Undefined too when the description lacks the event: then there is nothing to hold it against. */
export function checkWebhook(event: string, action: string, payload: Json): string | undefined {
  const document = openContract('webhooks');
  const name = [event, action].filter(Boolean).join('-').replaceAll('_', '-');
  return document.checkAt(['webhooks', name])?.(payload);
}
