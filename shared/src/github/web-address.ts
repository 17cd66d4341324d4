// Where GitHub's pages are, told by where its API is. The one place that knows: github.com and its cloud keep the API on a
// host of its own, a GitHub Enterprise Server keeps it below a path, and a stand-in serves both from one address.

/**
 * @param apiUrl GITHUB_API_URL
 * @returns without a slash at the end
 */
export function webAddressOf(apiUrl: string): string {
  const url = new URL(apiUrl);
  const cloud = /^api\.((?:[\w-]+\.ghe|github)\.com)$/.exec(url.hostname)?.[1];
  if (cloud !== undefined) return `${url.protocol}//${cloud}`;
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/api\/v3$/, '');
}
