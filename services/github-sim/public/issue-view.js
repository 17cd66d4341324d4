// One issue or pull request, with everything that a person can do to it.
import { el, time } from './dom.js';

const names = (text) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

function button(label, run, kind = '') {
  return el('button', { type: 'button', class: kind, onclick: run }, label);
}

function textForm(submit, { title, body, label }) {
  const titleInput =
    title === undefined ? null : el('input', { value: title, required: true, maxlength: '256' });
  const bodyInput = el('textarea', { value: body ?? '' });
  return el(
    'form',
    {
      class: 'grid',
      onsubmit: (event) => {
        event.preventDefault();
        submit({ title: titleInput?.value, body: bodyInput.value });
      },
    },
    titleInput && el('label', {}, 'Title', titleInput),
    el('label', {}, title === undefined ? 'Comment' : 'Body', bodyInput),
    el('div', { class: 'row' }, el('button', { type: 'submit', class: 'primary' }, label)),
  );
}

export function newIssueView(run) {
  const labels = el('input', { placeholder: 'bug, later' });
  const pull = el('input', { type: 'checkbox' });
  const form = textForm(
    (text) => run(pull.checked ? 'openPullRequest' : 'openIssue', { ...text, labels: names(labels.value) }),
    { title: '', body: '', label: 'Open' },
  );
  form.lastChild.before(
    el('label', {}, 'Labels, separated by commas', labels),
    el('label', {}, 'As a pull request', pull),
  );
  return [el('h2', {}, 'New issue'), form];
}

function commentView(comment, run) {
  const place = el('div');
  const show = () =>
    place.replaceChildren(
      el('div', { class: 'text' }, comment.body),
      el(
        'div',
        { class: 'row' },
        button('Edit', () =>
          place.replaceChildren(
            textForm(({ body }) => run('editComment', { commentId: comment.id, body }, false), {
              body: comment.body,
              label: 'Save',
            }),
          ),
        ),
        button('Delete', () => run('deleteComment', { commentId: comment.id }, false), 'danger'),
      ),
    );
  show();
  return el(
    'article',
    { class: 'comment', 'aria-label': `Comment by ${comment.author}` },
    el('strong', {}, comment.author),
    ' ',
    comment.viaApp && el('span', { class: 'chip' }, 'app'),
    ' ',
    time(comment.createdAt),
    place,
  );
}

/** `run(action, args, withNumber)` does it and refreshes. */
export function issueView(issue, comments, others, run) {
  const open = issue.state === 'open';
  const state = issue.pull?.merged ? 'merged' : issue.state;
  const place = el('div', {}, el('div', { class: 'text' }, issue.body ?? '(no text)'));
  const edit = () =>
    place.replaceChildren(
      textForm((text) => run('editIssue', text), { title: issue.title, body: issue.body, label: 'Save' }),
    );
  const labelInput = el('input', { 'aria-label': 'Labels to add', placeholder: 'label, label' });
  const assignInput = el('input', { 'aria-label': 'Logins to assign', placeholder: 'login' });
  const target = el(
    'select',
    { 'aria-label': 'Repository to transfer to' },
    others.map((name) => el('option', {}, name)),
  );
  return [
    el('h2', {}, issue.title, ' ', el('span', { class: 'muted' }, `#${issue.number}`)),
    el(
      'p',
      { class: 'muted' },
      el('strong', { class: state }, state, issue.stateReason ? ` (${issue.stateReason})` : ''),
      issue.pull ? (issue.pull.draft ? ' draft pull request' : ' pull request') : ' issue',
      ` by ${issue.author}, changed `,
      time(issue.updatedAt),
      issue.locked ? ', locked' : '',
    ),
    place,
    el(
      'div',
      { class: 'row' },
      button('Edit', edit),
      open && !issue.pull && button('Close as completed', () => run('closeIssue', { reason: 'completed' })),
      open &&
        !issue.pull &&
        button('Close as not planned', () => run('closeIssue', { reason: 'not_planned' })),
      open && issue.pull && button('Merge', () => run('mergePullRequest', {})),
      open && issue.pull && button('Close', () => run('closePullRequest', {})),
      open &&
        issue.pull &&
        (issue.pull.draft
          ? button('Ready for review', () => run('readyForReview', {}))
          : button('To draft', () => run('convertToDraft', {}))),
      !open && state !== 'merged' && button('Reopen', () => run('reopenIssue', {})),
      issue.locked ? button('Unlock', () => run('unlock', {})) : button('Lock', () => run('lock', {})),
      !issue.pull && button('Delete', () => run('deleteIssue', {}), 'danger'),
    ),
    el('h3', {}, 'Labels'),
    el(
      'div',
      { class: 'row' },
      issue.labels.map((label) =>
        el(
          'span',
          { class: 'chip' },
          label,
          el(
            'button',
            {
              type: 'button',
              'aria-label': `Remove label ${label}`,
              onclick: () => run('removeLabel', { label }),
            },
            '×',
          ),
        ),
      ),
      labelInput,
      button('Add', () => run('addLabels', { labels: names(labelInput.value) })),
    ),
    el('h3', {}, 'Assignees'),
    el(
      'div',
      { class: 'row' },
      issue.assignees.map((login) =>
        el(
          'span',
          { class: 'chip' },
          login,
          el(
            'button',
            {
              type: 'button',
              'aria-label': `Unassign ${login}`,
              onclick: () => run('unassign', { logins: [login] }),
            },
            '×',
          ),
        ),
      ),
      assignInput,
      button('Assign', () => run('assign', { logins: names(assignInput.value) })),
    ),
    !issue.pull && others.length > 0 && el('h3', {}, 'Transfer'),
    !issue.pull &&
      others.length > 0 &&
      el(
        'div',
        { class: 'row' },
        target,
        button('Transfer', () => run('transferIssue', { to: target.value })),
      ),
    el('h3', {}, `Comments (${comments.length})`),
    comments.map((comment) => commentView(comment, run)),
    textForm(({ body }) => run('comment', { body }), { label: 'Comment', body: '' }),
  ]
    .flat()
    .filter(Boolean);
}
