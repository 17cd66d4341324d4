// Who a call comes from, once that is known.
import type { Installation, Token, User } from '../state/model.js';

export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly token: Token; readonly installation: Installation }
  | { readonly kind: 'user'; readonly token: Token; readonly user: User };
