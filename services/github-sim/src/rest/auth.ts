// Who a call comes from, once that is known.
import type { Installation, Token, User } from '../state/model.js';

export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'app' }
  /** The app by its client id and secret: for what people allowed it. */
  | { readonly kind: 'client' }
  | { readonly kind: 'installation'; readonly token: Token; readonly installation: Installation }
  | { readonly kind: 'user'; readonly token: Token; readonly user: User };
