// A repository as GitHub shows one: in full for its own page, plain inside lists and payloads, and in short for installation events.
import { isoSecond } from '../clock.js';
import type { Urls } from '../hub.js';
import { nodeId } from '../ids.js';
import type { Json } from '../json.js';
import type { Repo } from '../state/model.js';
import { fullName } from '../state/store.js';
import { renderUser } from './render-user.js';

const PLAIN_LINKS = [
  'forks',
  'teams',
  'hooks',
  'events',
  'tags',
  'languages',
  'stargazers',
  'contributors',
  'subscribers',
  'subscription',
  'merges',
  'downloads',
  'deployments',
];

const TEMPLATE_LINKS: Record<string, string> = {
  keys: 'keys{/key_id}',
  collaborators: 'collaborators{/collaborator}',
  issue_events: 'issues/events{/number}',
  assignees: 'assignees{/user}',
  branches: 'branches{/branch}',
  blobs: 'git/blobs{/sha}',
  git_tags: 'git/tags{/sha}',
  git_refs: 'git/refs{/sha}',
  trees: 'git/trees{/sha}',
  statuses: 'statuses/{sha}',
  commits: 'commits{/sha}',
  git_commits: 'git/commits{/sha}',
  comments: 'comments{/number}',
  issue_comment: 'issues/comments{/number}',
  contents: 'contents/{+path}',
  compare: 'compare/{base}...{head}',
  archive: '{archive_format}{/ref}',
  issues: 'issues{/number}',
  pulls: 'pulls{/number}',
  milestones: 'milestones{/number}',
  notifications: 'notifications{?since,all,participating}',
  labels: 'labels{/name}',
  releases: 'releases{/id}',
};

export function repoUrl(urls: Urls, repo: Repo): string {
  return `${urls.api}/repos/${fullName(repo)}`;
}

function links(url: string): Json {
  const plain = PLAIN_LINKS.map((name) => [`${name}_url`, `${url}/${name}`]);
  const templates = Object.entries(TEMPLATE_LINKS).map(([name, path]) => [`${name}_url`, `${url}/${path}`]);
  return Object.fromEntries([...plain, ...templates]) as Json;
}

export function renderRepo(urls: Urls, repo: Repo): Json {
  const url = repoUrl(urls, repo);
  const html = `${urls.html}/${fullName(repo)}`;
  const open = [...repo.issues.values()].filter((issue) => issue.state === 'open').length;
  return {
    ...renderRepoInShort(repo),
    owner: renderUser(urls, repo.owner),
    html_url: html,
    description: repo.description,
    fork: false,
    url,
    ...links(url),
    created_at: isoSecond(repo.createdAt),
    updated_at: isoSecond(repo.updatedAt),
    pushed_at: isoSecond(repo.createdAt),
    git_url: html.replace(/^https?:/, 'git:') + '.git',
    ssh_url: `git@github.com:${fullName(repo)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: repo.hasIssues,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repo.archived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repo.private ? 'private' : 'public',
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: 'main',
  };
}

export function renderFullRepo(urls: Urls, repo: Repo): Json {
  return {
    ...renderRepo(urls, repo),
    permissions: { admin: false, maintain: false, push: false, triage: false, pull: true },
    network_count: 0,
    subscribers_count: 0,
  };
}

export function renderRepoInShort(repo: Repo): Json {
  return {
    id: repo.id,
    node_id: nodeId('R', repo.id),
    name: repo.name,
    full_name: fullName(repo),
    private: repo.private,
  };
}
