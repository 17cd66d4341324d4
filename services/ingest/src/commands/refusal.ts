// Why a story did not do what it was asked: expected outcomes, returned and not thrown. What they mean in HTTP is said
// in one place, http/problems.ts.
export interface FieldError {
  /** Dotted path of the field, e.g. `labels.0`. */
  readonly field: string;
  readonly message: string;
}

export type Refusal =
  /** There is no such thing, or not for this caller: the two look alike on purpose. */
  | { readonly refused: 'missing'; readonly what: string; readonly because?: string }
  | { readonly refused: 'invalid'; readonly errors: readonly FieldError[] }
  /** The record is at another version than the caller saw. */
  | { readonly refused: 'stale'; readonly version: number }
  | { readonly refused: 'conflict'; readonly message: string }
  | { readonly refused: 'forbidden'; readonly message: string }
  | { readonly refused: 'unauthenticated'; readonly message: string }
  | { readonly refused: 'key_mismatch' }
  | { readonly refused: 'key_in_flight' }
  | { readonly refused: 'unsupported_media' }
  /** More at once, or in a while, than one caller may have. */
  | { readonly refused: 'too_many'; readonly message: string; readonly retryAfterSeconds: number }
  /** Something that we need did not answer. */
  | { readonly refused: 'unavailable'; readonly message: string };

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}

/** @param because what the caller may not know, as half a sentence */
export function missing(what: string, because?: string): Refusal {
  return { refused: 'missing', what, ...(because === undefined ? {} : { because }) };
}

export function invalid(field: string, message: string): Refusal {
  return { refused: 'invalid', errors: [{ field, message }] };
}

export function conflict(message: string): Refusal {
  return { refused: 'conflict', message };
}
