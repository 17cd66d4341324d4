// GitHub's description as ajv checks, compiled only when first needed: all of it at once would cost seconds at every start.
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats, { type FormatsPlugin } from 'ajv-formats';
import { isJson, type Json } from '../json.js';

/** Undefined: it holds. Otherwise what does not, in one line. */
export type Check = (value: unknown) => string | undefined;

export interface ContractDocument {
  readonly json: Json;
  /** The check at a place in the document, as a path of keys; undefined when there is no such place. */
  checkAt(path: readonly string[]): Check | undefined;
}

const documents = new Map<string, ContractDocument>();

function readDocument(name: string): Json {
  const text = readFileSync(new URL(`../../contract/${name}.json`, import.meta.url), 'utf8');
  const json: unknown = JSON.parse(text);
  if (!isJson(json)) throw new Error(`contract/${name}.json is not an object`);
  // The webhook file keeps its schemas at the top, while its references point below `components`.
  return isJson(json['components']) ? json : { ...json, components: { schemas: json['schemas'] } };
}

export function at(json: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isJson(value) ? value[key] : undefined), json);
}

/** Follows `#/a/b` references until something else is found; says also where that is. */
export function resolvePath(json: Json, path: readonly string[]): readonly string[] {
  const value = at(json, path);
  const ref = isJson(value) ? value['$ref'] : undefined;
  return typeof ref === 'string' ? resolvePath(json, ref.slice(2).split('/')) : path;
}

const pointer = (path: readonly string[]): string =>
  path.map((key) => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

function describe(validate: ValidateFunction): string {
  const errors = validate.errors ?? [];
  return errors
    .slice(0, 4)
    .map((error) => `${error.instancePath || '(whole)'} ${error.message ?? error.keyword}`)
    .join('; ');
}

/** Kept for the life of the process: schemas do not change, and every simulator of a test run shares them. */
export function openContract(name: 'rest' | 'webhooks'): ContractDocument {
  const known = documents.get(name);
  if (known) return known;
  const json = readDocument(name);
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false });
  (addFormats as unknown as FormatsPlugin)(ajv, { mode: 'fast' });
  ajv.addSchema({ ...json, $id: `${name}.json` });
  const compiled = new Map<string, Check>();
  const document: ContractDocument = {
    json,
    checkAt(path) {
      if (at(json, path) === undefined) return undefined;
      const ref = `${name}.json#${pointer(path)}`;
      const ready = compiled.get(ref);
      if (ready) return ready;
      const validate = ajv.compile({ $ref: ref });
      const check: Check = (value) => (validate(value) ? undefined : describe(validate));
      compiled.set(ref, check);
      return check;
    },
  };
  documents.set(name, document);
  return document;
}
