// A webhook delivery as it is stored before anything is known of it (rule D1).

export interface NewDelivery {
  /** GitHub's GUID; the same for every redelivery. */
  readonly guid: string;
  readonly event: string;
  /** The headers that matter later, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The raw body, exactly as it was signed. */
  readonly payload: Uint8Array;
}
