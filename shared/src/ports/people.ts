// In whose name a write goes: the account of a user who connected it. Adapters under db/ and github/ keep these promises.

/** An account on GitHub in whose name we may write. */
export interface Writer {
  /** Our row of the account. */
  readonly accountId: string;
  /** GitHub's id of it. */
  readonly externalId: string;
  readonly login: string;
}

/** Why nothing could be written in somebody's name, for that person to read. */
export interface AccountProblem {
  readonly code: 'revoked' | 'refused' | 'unreadable' | 'no_access';
  readonly message: string;
}

/** An account's tokens as they are stored. Whoever changes them names the version that was read. */
export interface StoredTokens {
  readonly sealed: Uint8Array;
  readonly version: number;
  /** ms since the epoch; until then another worker exchanges the refresh token. */
  readonly renewingUntil: number | null;
  /** ms since the epoch; until then GitHub wants no call of this account. */
  readonly blockedUntil: number | null;
  /** A problem of the account is noted. */
  readonly troubled: boolean;
}

export interface AccountStore {
  /** Null: the account is not connected. */
  tokens(accountId: string): Promise<StoredTokens | null>;
  /** True for one caller alone until `until`, and only at this version: a refresh token works once. */
  claimRenewal(accountId: string, version: number, until: number, now: number): Promise<boolean>;
  /** Ends a claim that brought nothing. */
  releaseRenewal(accountId: string, version: number): Promise<void>;
  /** Puts new tokens in the place of those that were read; false where somebody else was faster. */
  keep(accountId: string, version: number, sealed: Uint8Array): Promise<boolean>;
  /** Forgets the tokens that were read, and keeps the reason; false where they were replaced meanwhile. */
  forget(accountId: string, version: number, problem: AccountProblem, now: number): Promise<boolean>;
  /** Notes a problem of an account that stays connected; null takes it away. */
  note(accountId: string, problem: AccountProblem | null, now: number): Promise<void>;
  block(accountId: string, until: number): Promise<void>;
  /** Our rows of those of these people (GitHub's ids) whose account is connected. */
  connected(externalIds: readonly string[]): Promise<readonly string[]>;
}

/** Who wrote something, as far as we know: a user of ours, or the login that a client named. */
export interface WrittenBy {
  readonly userId: string | null;
  readonly login: string | null;
}

export interface Writers {
  /** The account in whose name this person's writes go; null = the app's. */
  writerOf(by: WrittenBy): Promise<Writer | null>;
}
