// The page: shows what the simulator knows, refreshes itself every two seconds while it is seen, and acts as the chosen user.
import { act, read, remove, send } from './api.js';
import { byId, el, fill, time } from './dom.js';
import { FAULTS, withTimes } from './faults.js';
import { issueView, newIssueView } from './issue-view.js';

const REFRESH_MS = 2000;
const address = /^\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)/.exec(location.pathname);
let chosen = {
  repo: address ? decodeURIComponent(address[1]) : '',
  number: address ? Number(address[2]) : null,
};
let state = { repos: [], issues: [], comments: [], users: [] };

function complain(error) {
  const notice = byId('notice');
  notice.textContent = error.message;
  notice.hidden = false;
}

async function attempt(work) {
  byId('notice').hidden = true;
  try {
    await work();
  } catch (error) {
    complain(error);
  }
  await refresh();
}

function choose(number) {
  chosen.number = number;
  const kind = state.issues.find((one) => one.repo === chosen.repo && one.number === number)?.pull
    ? 'pull'
    : 'issues';
  history.replaceState(null, '', number ? `/${chosen.repo}/${kind}/${number}` : '/');
  show();
}

const who = () => ({ repo: chosen.repo, as: byId('as').value.trim() || undefined });

/** Acts on the chosen issue (or, without a number, on the repo), then shows what became of it. */
function run(action, args, withNumber = true) {
  return attempt(async () => {
    const result = await act(action, { ...who(), ...(withNumber && { number: chosen.number }), ...args });
    delete byId('detail').dataset.key;
    if (action === 'deleteIssue') choose(null);
    if (action === 'transferIssue') {
      chosen.repo = result.repo;
      choose(result.number);
    }
  });
}

const open = (action, args) =>
  attempt(async () => {
    const { number } = await act(action, { ...who(), ...args });
    choose(number);
  });

function showRepos() {
  const names = state.repos.map((repo) => repo.fullName);
  if (!names.includes(chosen.repo)) chosen.repo = names[0] ?? '';
  fill(byId('repo'), JSON.stringify(names), ...names.map((name) => el('option', { value: name }, name)));
  byId('repo').value = chosen.repo;
  fill(
    byId('users'),
    JSON.stringify(state.users),
    ...state.users.map((login) => el('option', { value: login })),
  );
}

function showIssues() {
  const wanted = byId('filter').value;
  const shown = state.issues
    .filter((issue) => issue.repo === chosen.repo && (wanted === 'all' || issue.state === wanted))
    .reverse();
  byId('no-issues').hidden = shown.length > 0;
  const rows = shown.map((issue) =>
    el(
      'li',
      {},
      el(
        'button',
        {
          type: 'button',
          'aria-current': String(issue.number === chosen.number),
          onclick: () => choose(issue.number),
        },
        el('span', { class: issue.state }, issue.state === 'open' ? '○ ' : '● '),
        el('strong', {}, issue.title),
        el('span', { class: 'muted' }, ` #${issue.number} by ${issue.author} `),
        ...issue.labels.map((label) => el('span', { class: 'chip' }, label)),
      ),
    ),
  );
  fill(byId('issues'), JSON.stringify([chosen, shown]), ...rows);
}

function showDetail() {
  const place = byId('detail');
  const issue = state.issues.find((one) => one.repo === chosen.repo && one.number === chosen.number);
  if (!issue) {
    fill(place, `new ${chosen.repo}`, ...newIssueView(open));
    return;
  }
  const comments = state.comments.filter((one) => one.repo === issue.repo && one.issue === issue.number);
  const others = state.repos.map((repo) => repo.fullName).filter((name) => name !== issue.repo);
  const key = JSON.stringify([issue, comments, others]);
  // Somebody is writing here: what came meanwhile is shown when they are done.
  const writing =
    place.contains(document.activeElement) && /INPUT|TEXTAREA/.test(document.activeElement.tagName);
  const same = place.dataset.for === `${issue.repo}#${issue.number}`;
  if (writing && same && place.dataset.key) return;
  place.dataset.for = `${issue.repo}#${issue.number}`;
  fill(place, key, ...issueView(issue, comments, others, run));
}

function show() {
  showRepos();
  showIssues();
  showDetail();
}

function showDeliveries({ held, deliveries }) {
  byId('held').textContent = held > 0 ? `${held} held` : '';
  byId('release').disabled = held === 0;
  const rows = deliveries.map((one) =>
    el(
      'tr',
      {},
      el('td', {}, time(one.delivered_at)),
      el('td', {}, [one.event, one.action].filter(Boolean).join('.'), one.redelivery ? ' (again)' : ''),
      el('td', { class: one.status_code < 400 ? 'open' : 'bad' }, `${one.status_code} ${one.status}`),
      el(
        'td',
        {},
        el(
          'button',
          {
            type: 'button',
            'aria-label': `Redeliver ${one.event} ${one.guid}`,
            onclick: () => attempt(() => send(`/_sim/deliveries/${one.id}/attempts`, {})),
          },
          'Redeliver',
        ),
      ),
    ),
  );
  fill(byId('deliveries'), JSON.stringify(deliveries), ...rows);
}

function showViolations({ violations, limitViolations }) {
  const lines = [
    ...violations.map((one) => `${one.direction} ${one.operation}: ${one.message}`),
    ...limitViolations.map((one) => `too early: ${one.method} ${one.path} (${one.bucket})`),
  ];
  const items =
    lines.length > 0
      ? lines.map((line) => el('li', { class: 'bad' }, line))
      : [el('li', { class: 'muted' }, 'None.')];
  fill(byId('violations'), JSON.stringify(lines), ...items);
}

async function refresh() {
  try {
    const paths = ['/_sim', '/_sim/state', '/_sim/deliveries', '/_sim/violations'];
    const [about, next, deliveries, violations] = await Promise.all(paths.map(read));
    state = next;
    show();
    showDeliveries(deliveries);
    showViolations(violations);
    byId('status').textContent =
      `app ${about.appId} · ${about.counts.requests} requests · webhooks to ${about.webhookUrl ?? 'nobody'}`;
  } catch {
    byId('status').textContent = 'The simulator does not answer. Trying again…';
  }
}

function setUp() {
  byId('repo').addEventListener('change', (event) => {
    chosen.repo = event.target.value;
    choose(null);
  });
  byId('filter').addEventListener('change', show);
  byId('new').addEventListener('click', () => {
    choose(null);
    byId('detail').querySelector('input')?.focus();
  });
  byId('release').addEventListener('click', () => attempt(() => send('/_sim/webhooks/release', {})));
  byId('clear-faults').addEventListener('click', () => attempt(() => remove('/_sim/faults')));
  const kinds = byId('fault-kind');
  kinds.append(...FAULTS.map(({ name }, index) => el('option', { value: String(index) }, name)));
  const about = () => (byId('fault-about').textContent = FAULTS[Number(kinds.value)].about);
  kinds.addEventListener('change', about);
  about();
  byId('fault').addEventListener('submit', (event) => {
    event.preventDefault();
    const times = Number(byId('fault-times').value);
    attempt(() => send('/_sim/faults', withTimes(FAULTS[Number(kinds.value)].order, times)));
  });
}

setUp();
await refresh();
setInterval(() => {
  if (!document.hidden) refresh();
}, REFRESH_MS);
