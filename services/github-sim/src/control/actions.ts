// The acts of a person as data, for other processes and the page: a name and named arguments, checked before anything happens.
import { z } from 'zod';
import { WorldError } from '../world/lookup.js';
import type { World } from '../world/world.js';

export type ActionResult =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      readonly message: string;
      readonly errors: readonly { field: string; message: string }[];
    };

type Action = (world: World, input: unknown) => ActionResult;

function action<S extends z.ZodObject>(schema: S, run: (world: World, args: z.output<S>) => unknown): Action {
  const strict = schema.extend({ action: z.string() }).strict();
  return (world, input) => {
    const parsed = strict.safeParse(input);
    if (!parsed.success) {
      const errors = parsed.error.issues.map((issue) => ({
        field: issue.path.join('.'),
        message: issue.message,
      }));
      const message = errors.map((error) => `${error.field || 'body'}: ${error.message}`).join('; ');
      return { ok: false, message, errors };
    }
    try {
      return { ok: true, result: run(world, parsed.data as unknown as z.output<S>) ?? null };
    } catch (error) {
      if (error instanceof WorldError) return { ok: false, message: error.message, errors: [] };
      throw error;
    }
  };
}

const as = z.string().min(1).optional();
const repo = z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'must be owner/name');
const number = z.number().int().positive();
const names = z.array(z.string().min(1));
const flag = z.boolean();
const login = z.string().min(1);

const onRepo = z.object({ repo, as });
const onIssue = z.object({ repo, number, as });
const text = z.object({ title: z.string().min(1).optional(), body: z.string().nullable().optional() });
const opening = z.object({
  repo,
  title: z.string().min(1),
  body: z.string().nullable().optional(),
  labels: names.optional(),
  assignees: names.optional(),
  as,
});
const owner = z.object({ owner: login });
const level = z.enum(['read', 'write', 'admin']);

const ACTIONS: Readonly<Record<string, Action>> = {
  createUser: action(z.object({ login, name: z.string().optional() }), (w, a) =>
    w.createUser(a.login, a.name),
  ),
  createRepo: action(
    z.object({
      owner: login,
      name: z.string().min(1),
      private: flag.optional(),
      hasIssues: flag.optional(),
      description: z.string().optional(),
      installed: flag.optional(),
    }),
    (w, a) => w.createRepo(a),
  ),
  addCollaborator: action(z.object({ repo, login }), (w, a) => {
    w.addCollaborator(a.repo, a.login);
  }),
  revokeAuthorization: action(z.object({ login }), (w, a) => {
    w.revokeAuthorization(a.login);
  }),
  installApp: action(owner.extend({ repos: z.array(repo).optional() }), (w, a) => w.installApp(a.owner, a)),
  suspendInstallation: action(owner, (w, a) => {
    w.suspendInstallation(a.owner);
  }),
  unsuspendInstallation: action(owner, (w, a) => {
    w.unsuspendInstallation(a.owner);
  }),
  removeInstallation: action(owner, (w, a) => {
    w.removeInstallation(a.owner);
  }),
  setPermissions: action(owner.extend({ permissions: z.record(z.string(), level) }), (w, a) => {
    w.setPermissions(a.owner, a.permissions);
  }),
  addRepoToInstallation: action(z.object({ repo }), (w, a) => {
    w.addRepoToInstallation(a.repo);
  }),
  removeRepoFromInstallation: action(z.object({ repo }), (w, a) => {
    w.removeRepoFromInstallation(a.repo);
  }),
  openIssue: action(opening, (w, { repo: name, title, body, labels, assignees, as: who }) =>
    w.openIssue(name, { title, body, labels, assignees, as: who }),
  ),
  editIssue: action(onIssue.extend(text.shape), (w, a) => w.editIssue(a.repo, a.number, a)),
  closeIssue: action(
    onIssue.extend({ reason: z.enum(['completed', 'not_planned', 'duplicate']).optional() }),
    (w, a) => w.closeIssue(a.repo, a.number, a),
  ),
  reopenIssue: action(onIssue, (w, a) => w.reopenIssue(a.repo, a.number, a)),
  addLabels: action(onIssue.extend({ labels: names }), (w, a) => w.addLabels(a.repo, a.number, a.labels, a)),
  removeLabel: action(onIssue.extend({ label: z.string() }), (w, a) =>
    w.removeLabel(a.repo, a.number, a.label, a),
  ),
  assign: action(onIssue.extend({ logins: names }), (w, a) => w.assign(a.repo, a.number, a.logins, a)),
  unassign: action(onIssue.extend({ logins: names }), (w, a) => w.unassign(a.repo, a.number, a.logins, a)),
  lock: action(
    onIssue.extend({ reason: z.enum(['off-topic', 'too heated', 'resolved', 'spam']).optional() }),
    (w, a) => w.lock(a.repo, a.number, a),
  ),
  unlock: action(onIssue, (w, a) => w.unlock(a.repo, a.number, a)),
  deleteIssue: action(onIssue, (w, a) => {
    w.deleteIssue(a.repo, a.number, a);
  }),
  transferIssue: action(onIssue.extend({ to: repo }), (w, a) => w.transferIssue(a.repo, a.number, a.to, a)),
  comment: action(onIssue.extend({ body: z.string().min(1) }), (w, a) =>
    w.comment(a.repo, a.number, a.body, a),
  ),
  editComment: action(onRepo.extend({ commentId: number, body: z.string().min(1) }), (w, a) =>
    w.editComment(a.repo, a.commentId, a.body, a),
  ),
  deleteComment: action(onRepo.extend({ commentId: number }), (w, a) => {
    w.deleteComment(a.repo, a.commentId, a);
  }),
  openPullRequest: action(
    opening.extend({ head: z.string().optional(), base: z.string().optional(), draft: flag.optional() }),
    (w, { repo: name, title, body, labels, assignees, head, base, draft, as: who }) =>
      w.openPullRequest(name, { title, body, labels, assignees, head, base, draft, as: who }),
  ),
  editPullRequest: action(onIssue.extend(text.shape), (w, a) => w.editPullRequest(a.repo, a.number, a)),
  closePullRequest: action(onIssue, (w, a) => w.closePullRequest(a.repo, a.number, a)),
  reopenPullRequest: action(onIssue, (w, a) => w.reopenPullRequest(a.repo, a.number, a)),
  mergePullRequest: action(onIssue, (w, a) => w.mergePullRequest(a.repo, a.number, a)),
  convertToDraft: action(onIssue, (w, a) => w.convertToDraft(a.repo, a.number, a)),
  readyForReview: action(onIssue, (w, a) => w.readyForReview(a.repo, a.number, a)),
  renameRepo: action(onRepo.extend({ name: z.string().min(1) }), (w, a) => w.renameRepo(a.repo, a.name, a)),
  transferRepo: action(onRepo.extend({ owner: login }), (w, a) => w.transferRepo(a.repo, a.owner, a)),
  renameOwner: action(z.object({ login, to: login, as }), (w, a) => {
    w.renameOwner(a.login, a.to, a);
  }),
  archive: action(onRepo, (w, a) => {
    w.archive(a.repo, a);
  }),
  unarchive: action(onRepo, (w, a) => {
    w.unarchive(a.repo, a);
  }),
  setPrivate: action(onRepo.extend({ value: flag }), (w, a) => {
    w.setPrivate(a.repo, a.value, a);
  }),
  setHasIssues: action(z.object({ repo, value: flag }), (w, a) => {
    w.setHasIssues(a.repo, a.value);
  }),
  deleteRepo: action(onRepo, (w, a) => {
    w.deleteRepo(a.repo, a);
  }),
  createLabel: action(
    onRepo.extend({
      name: z.string().min(1),
      color: z.string().optional(),
      description: z.string().optional(),
    }),
    (w, a) => {
      w.createLabel(a.repo, a, a);
    },
  ),
  editLabel: action(
    onRepo.extend({
      label: z.string(),
      name: z.string().min(1).optional(),
      color: z.string().optional(),
      description: z.string().optional(),
    }),
    (w, a) => {
      w.editLabel(a.repo, a.label, a, a);
    },
  ),
  deleteLabel: action(onRepo.extend({ label: z.string() }), (w, a) => {
    w.deleteLabel(a.repo, a.label, a);
  }),
};

export const ACTION_NAMES: readonly string[] = Object.keys(ACTIONS);

export function act(world: World, input: unknown): ActionResult {
  const name = z.object({ action: z.string() }).safeParse(input);
  const run = name.success ? ACTIONS[name.data.action] : undefined;
  if (run) return run(world, input);
  const message = `must be one of ${ACTION_NAMES.join(', ')}`;
  return { ok: false, message: `action: ${message}`, errors: [{ field: 'action', message }] };
}
