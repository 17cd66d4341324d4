// The login under which our app writes. GitHub is asked when the service starts, and again until it answers: without it
// the echoes of our own writes cannot be told from a person's edits (rule M4), and the door must not wait for GitHub.
import type { Called } from '@tandem/shared/ports/github.js';
import type { Log } from '@tandem/shared/ports/log.js';

const ASK_AGAIN_MS = 5_000;

export interface BotLogin {
  /** `<slug>[bot]`; null while it is not known. */
  current(): string | null;
  stop(): void;
}

export function learnBotLogin(askForSlug: () => Promise<Called<string>>, log: Log): BotLogin {
  let login: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const ask = async (): Promise<void> => {
    const slug = await askForSlug();
    if (slug.ok) {
      login = `${slug.value}[bot]`;
      return;
    }
    log.warn('GitHub could not be asked for the name of the app; it is asked again', {
      ...slug.failure.reason,
    });
    if (!stopped) timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
  };
  void ask();

  return {
    current: () => login,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
