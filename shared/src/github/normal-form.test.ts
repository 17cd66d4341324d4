import { expect } from 'chai';
import { describe, it } from 'mocha';
import { inFrame, newFrame } from '../domain/resource/body-frame.js';
import {
  authoredBy,
  commentFromJson,
  issueFromJson,
  pullRequestFromJson,
  type NormalForm,
  type Normalized,
} from './normal-form.js';
import { commentOf, issueOf, markers } from './testing/scripted-github.js';

const ID = '01900000-0000-7000-8000-000000000001';
const verify = markers.verify.bind(markers);

function valueOf(normalized: Normalized): NormalForm {
  if (!normalized.ok) throw new Error(normalized.message);
  return normalized.value;
}
const issue = (patch: Record<string, unknown> = {}): NormalForm =>
  valueOf(issueFromJson(issueOf(patch), verify));
const comment = (patch: Record<string, unknown> = {}): NormalForm =>
  valueOf(commentFromJson(commentOf(patch), verify));

describe('the normal form', () => {
  it('of an issue asserts every field', () => {
    expect(issue().content).to.deep.equal({
      title: 'A title',
      body: 'A body',
      state: { state: 'open', reason: null },
      labels: ['bug'],
      assignees: ['ann'],
      locked: false,
    });
  });

  it('keeps the facts of an issue beside its content', () => {
    expect(issue().facts).to.deep.equal({
      externalId: '1007',
      taskKind: 'issue',
      number: 7,
      nodeId: 'I_7',
      url: 'https://github.example/acme/shop/issues/7',
      author: { login: 'ann', externalId: '1' },
      createdAt: Date.parse('2075-06-01T11:00:00Z'),
      bodyFrame: { before: '', after: '' },
    });
  });

  it('of a comment asserts its body alone', () => {
    expect(comment().content).to.deep.equal({ body: 'A comment' });
  });

  it('counts in whole seconds', () => {
    const { githubUpdatedAt } = issue({ updated_at: '2075-06-01T11:30:00.987Z' });
    expect(githubUpdatedAt).to.equal(Date.parse('2075-06-01T11:30:00Z'));
  });

  it('takes a null body for an empty one', () => {
    expect(issue({ body: null }).content.body).to.equal('');
  });

  it('does not assert what the payload does not carry', () => {
    const { content } = issue({
      labels: undefined,
      assignees: undefined,
      locked: undefined,
      body: undefined,
    });
    expect(content).to.have.all.keys('title', 'state');
  });

  it('takes a null user for the ghost', () => {
    expect(comment({ user: null }).facts.author).to.deep.equal({ login: 'ghost', externalId: null });
  });

  it('takes labels as names or as objects', () => {
    expect(issue({ labels: ['a', { name: 'b' }, { name: null }] }).content.labels).to.deep.equal(['a', 'b']);
  });

  it('keeps the reason of a closed issue with its state', () => {
    const { content } = issue({ state: 'closed', state_reason: 'not_planned' });
    expect(content.state).to.deep.equal({ state: 'closed', reason: 'not_planned' });
  });

  it('keeps every digit of an id', () => {
    const ids = [2 ** 53 - 1, 12345678901234567890n, '12345678901234567890'];
    expect(ids.map((id) => comment({ id }).facts.externalId)).to.deep.equal([
      '9007199254740991',
      '12345678901234567890',
      '12345678901234567890',
    ]);
  });

  it('refuses a number that has lost digits', () => {
    expect(issueFromJson(issueOf({ id: 2 ** 60 }), verify)).to.have.property('ok', false);
  });

  it('names the field that cannot be read', () => {
    expect(issueFromJson(issueOf({ updated_at: 'soon' }), verify)).to.deep.equal({
      ok: false,
      message: 'issue.updated_at: not a time',
    });
  });

  it('refuses what is no object, with a message', () => {
    expect([null, 'x', 1, []].map((json) => commentFromJson(json, verify).ok)).to.deep.equal(
      Array<boolean>(4).fill(false),
    );
  });

  it('an issue that is a pull request keeps the issue’s id and no reason', () => {
    const form = issue({ pull_request: { merged_at: null }, state: 'closed', state_reason: 'completed' });
    expect(form.facts).to.include({ externalId: '1007', taskKind: 'pull_request', merged: false });
    expect(form.content.state).to.deep.equal({ state: 'closed', reason: null });
  });

  it('a pull request’s own id is not taken for the issue’s', () => {
    const { facts } = valueOf(
      pullRequestFromJson(issueOf({ id: 42, merged_at: '2075-06-01T11:00:00Z' }), verify),
    );
    expect(facts).to.include({ pullRequestExternalId: '42', taskKind: 'pull_request', merged: true });
    expect(facts).to.not.have.property('externalId');
  });

  it('takes our frame off, and remembers it', () => {
    const frame = newFrame('text', markers.sign('task', ID), 'posted by **Ann**');
    const form = issue({ body: inFrame('text', frame) });
    expect(form.content.body).to.equal('text');
    expect(form.facts.bodyFrame).to.deep.equal(frame);
    expect(form.marker).to.deep.equal(markers.sign('task', ID));
  });

  it('takes our frame off when GitHub has changed the line ends', () => {
    const body = inFrame('a\nb', newFrame('a\nb', markers.sign('task', ID), null)).replaceAll('\n', '\r\n');
    expect(issue({ body }).content.body).to.equal('a\r\nb');
  });

  it('leaves a marker whose mac is wrong in the text', () => {
    const body = inFrame('text', newFrame('text', { kind: 'task', id: ID, mac: 'x'.repeat(43) }, null));
    const form = issue({ body });
    expect(form.content.body).to.equal(body);
    expect(form.marker).to.be.null;
    expect(form.facts.bodyFrame).to.deep.equal({ before: '', after: '' });
  });

  it('leaves an issue’s marker in a comment that quotes it', () => {
    const body = inFrame('text', newFrame('text', markers.sign('task', ID), null));
    expect(comment({ body })).to.deep.include({ content: { body }, marker: null });
  });

  it('P2: what no database holds becomes the sign for an unreadable character, so that one title stops no page', () => {
    const labels = [{ name: 'e\0' }, 'f\uDC00'];
    expect(issue({ title: 'a\0b', body: 'c\uD800d 👍', labels }).content).to.deep.include({
      title: 'a\uFFFDb',
      body: 'c\uFFFDd 👍',
      labels: ['e\uFFFD', 'f\uFFFD'],
    });
  });

  it('passes a text through byte for byte', () => {
    const body = 'a\r\n\r\n  <!-- mine -->\n\ttext \u2028 12345678901234567890n  \r\n';
    expect(issue({ body }).content.body).to.equal(body);
  });
});

describe('authorship', () => {
  it('names the app through which a text was written', () => {
    const json = commentOf({ user: { login: 'tandem[bot]', id: 3 }, performed_via_github_app: { id: 4711 } });
    expect(authoredBy(json)).to.deep.equal({ login: 'tandem[bot]', externalId: '3', appId: '4711' });
  });

  it('is nobody’s where it cannot be read', () => {
    expect(authoredBy('nonsense')).to.deep.equal({ login: 'ghost', externalId: null, appId: null });
  });
});
