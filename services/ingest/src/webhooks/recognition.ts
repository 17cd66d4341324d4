// What lets us recognize our own writing in a webhook (rule G3): markers whose mac is ours, and the app that wrote.
import { authoredBy, type NormalForm, type VerifyMarker } from '@tandem/shared/github/normal-form.js';

export interface Recognition {
  readonly appId: string;
  /** `<slug>[bot]`; null while it is not known. */
  readonly botLogin: string | null;
  readonly verifyMarker: VerifyMarker;
}

/** The record that a thing was created for, if our app wrote it; a marker that a person copied steals nothing. */
export function markedRecord({ marker }: NormalForm, json: unknown, recognition: Recognition): string | null {
  if (marker === null) return null;
  const { appId, login } = authoredBy(json);
  const ours = appId === recognition.appId || (appId === null && login === recognition.botLogin);
  return ours ? marker.id : null;
}
