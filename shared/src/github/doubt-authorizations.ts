// GitHub told that people took back what they allowed the app. Its word carries no time and may be late, so it is no proof:
// they may have allowed it anew since. Whether a connection still works is for GitHub to say, and it is asked. A process
// that dies before it has asked loses nothing: a permission that is gone is refused at its next use.
import type { Log } from '../ports/log.js';
import type { AccountStore } from '../ports/people.js';
import type { UserFlow } from './user-flow.js';
import type { UserTokenKeeper } from './user-tokens.js';

export interface DoubtParts {
  readonly accounts: Pick<AccountStore, 'connected'>;
  readonly tokens: UserTokenKeeper;
  readonly flow: Pick<UserFlow, 'whoIs'>;
  readonly log: Log;
}

/** @param externalIds GitHub's ids of the people, as text. Never throws. */
export type DoubtAuthorizations = (externalIds: readonly string[]) => Promise<void>;

export function createDoubtAuthorizations({ accounts, tokens, flow, log }: DoubtParts): DoubtAuthorizations {
  async function doubt(accountId: string): Promise<void> {
    const known = await tokens.authorization(accountId);
    if (known.kind !== 'token') return; // renewing it has already told, or another does just that
    if ((await flow.whoIs(known.access)).kind === 'refused') {
      await tokens.afterRefusal(accountId, known.version);
    }
  }

  return async (externalIds) => {
    try {
      for (const accountId of await accounts.connected(externalIds)) await doubt(accountId);
    } catch (error) {
      log.warn('Connections that GitHub called revoked could not be checked; their next use will tell', {
        error,
      });
    }
  };
}
