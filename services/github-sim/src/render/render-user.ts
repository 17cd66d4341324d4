// A user as GitHub shows one: the short form that hangs on everything, and the page of one user.
import { isoSecond } from '../clock.js';
import type { Urls } from '../hub.js';
import { nodeId, type NodeKind } from '../ids.js';
import type { Json } from '../json.js';
import type { User } from '../state/model.js';

const NODE_KINDS: Record<User['type'], NodeKind> = { User: 'U', Bot: 'BOT', Organization: 'O' };

export function renderUser(urls: Urls, user: User): Json {
  const url = `${urls.api}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(NODE_KINDS[user.type], user.id),
    avatar_url: `${urls.html}/avatars/u/${user.id}?v=4`,
    gravatar_id: '',
    url,
    html_url:
      user.type === 'Bot'
        ? `${urls.html}/apps/${user.login.replace(/\[bot\]$/, '')}`
        : `${urls.html}/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

export function renderUserPage(urls: Urls, user: User): Json {
  return {
    ...renderUser(urls, user),
    name: user.name,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: isoSecond(user.createdAt),
    updated_at: isoSecond(user.createdAt),
  };
}

/** What a payload carries beside the repository when an organization owns it. */
export function renderOrganization(urls: Urls, user: User): Json {
  const url = `${urls.api}/orgs/${user.login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId('O', user.id),
    url,
    html_url: `${urls.html}/${user.login}`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${urls.html}/avatars/u/${user.id}?v=4`,
    description: null,
  };
}
