// A pull request as its own calls and events show it. Its id is not its issue's id, and it has no state_reason.
import { isoSecond } from '../clock.js';
import type { Hub } from '../hub.js';
import { nodeId } from '../ids.js';
import type { Json } from '../json.js';
import type { Issue, Pull } from '../state/model.js';
import { authorAssociation, issueHtmlUrl, renderLabel, renderMilestone } from './render-issue.js';
import { renderRepo, repoUrl } from './render-repo.js';
import { renderUser } from './render-user.js';

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoSecond(ms));

/** The form of lists. */
export function renderPullInList(hub: Hub, issue: Issue, pull: Pull): Json {
  const { urls } = hub;
  const { repo } = issue;
  const api = repoUrl(urls, repo);
  const url = `${api}/pulls/${issue.number}`;
  const html = issueHtmlUrl(urls, issue);
  const statuses = `${api}/statuses/${pull.headSha}`;
  const assignees = issue.assignees.map((user) => renderUser(urls, user));
  const side = (ref: string, sha: string): Json => ({
    label: `${repo.owner.login}:${ref}`,
    ref,
    sha,
    user: renderUser(urls, repo.owner),
    repo: renderRepo(urls, repo),
  });
  const hrefs = {
    self: url,
    html,
    issue: `${api}/issues/${issue.number}`,
    comments: `${api}/issues/${issue.number}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses,
  };
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: hrefs.issue,
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: renderUser(urls, issue.user),
    body: issue.body,
    created_at: isoSecond(issue.createdAt),
    updated_at: isoSecond(issue.updatedAt),
    closed_at: isoOrNull(issue.closedAt),
    merged_at: isoOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeSha,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: [],
    requested_teams: [],
    // The description says that a label of a pull request always has a description.
    labels: issue.labels.map((label) => ({
      ...renderLabel(urls, repo, label),
      description: label.description ?? '',
    })),
    milestone: issue.milestone && renderMilestone(urls, repo, issue.milestone),
    draft: pull.draft,
    commits_url: hrefs.commits,
    review_comments_url: hrefs.review_comments,
    review_comment_url: hrefs.review_comment,
    comments_url: hrefs.comments,
    statuses_url: statuses,
    head: side(pull.headRef, pull.headSha),
    base: side(pull.baseRef, pull.baseSha),
    _links: Object.fromEntries(Object.entries(hrefs).map(([name, href]) => [name, { href }])),
    author_association: authorAssociation(repo, issue.user),
    auto_merge: null,
    active_lock_reason: issue.lockReason,
  };
}

export function renderPull(hub: Hub, issue: Issue, pull: Pull): Json {
  const merged = pull.mergedAt !== null;
  return {
    ...renderPullInList(hub, issue, pull),
    merged,
    mergeable: merged ? null : true,
    rebaseable: merged ? null : true,
    mergeable_state: merged ? 'unknown' : 'clean',
    merged_by: pull.mergedBy && renderUser(hub.urls, pull.mergedBy),
    comments: issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: 1,
    deletions: 0,
    changed_files: 1,
  };
}
