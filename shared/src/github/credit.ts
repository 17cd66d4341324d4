// The line that credits an author who has no GitHub account connected (rule G8). The name is a stranger's text inside
// our frame: it may not end the frame, start a new line, format the text or ring anybody's bell.

/** Longer names push the text itself out of GitHub's notification mails. */
const LONGEST_NAME = 100;
const ZERO_WIDTH_SPACE = '\u200b';

/** `posted by **name**`, or null where nothing of the name is left to show. */
export function creditLine(author: string | null): string | null {
  const name = plainName(author ?? '');
  return name === '' ? null : `posted by **${name}**`;
}

function plainName(name: string): string {
  return (
    Array.from(
      name
        .replace(/[<>]/g, '')
        .replace(/[\s\p{Cc}]+/gu, ' ')
        .trim(),
    )
      .slice(0, LONGEST_NAME)
      .join('')
      .trim()
      .replace(/[\\`*_~[\]#|]/g, String.raw`\$&`)
      // Without it, crediting "@octocat" would notify whoever bears that login.
      .replace(/@(?=\S)/g, `@${ZERO_WIDTH_SPACE}`)
  );
}
