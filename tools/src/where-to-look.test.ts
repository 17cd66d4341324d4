import { expect } from 'chai';
import type { DockerStack } from './stack-state.js';
import { whereToLook } from './where-to-look.js';

const stack: DockerStack = {
  mode: 'docker',
  compose: ['docker', 'compose'],
  urls: { ingest: 'http://127.0.0.1:4000', worker: 'http://127.0.0.1:4001', github: 'http://127.0.0.1:4002' },
  simulator: true,
};
const rest = { tokenCommand: 'cat .local/admin-token', logs: '.local/logs' };

describe('the last words of make up', () => {
  it('the line to paste names the project and its repo, and reads the token where it lies', () => {
    const text = whereToLook({ stack, demo: { projectId: 'p1', repoId: 'r1' }, ...rest });
    expect(text).to.include('http://127.0.0.1:4000/api/v1/projects/p1/tasks');
    expect(text).to.include('Bearer $(cat .local/admin-token)');
    expect(text).to.include('{"title":"Hello from Tandem","repoId":"r1"}');
  });

  it('without a simulator nobody is sent to its page', () => {
    const text = whereToLook({ stack: { ...stack, simulator: false }, demo: undefined, ...rest });
    expect(text).to.not.include('4002');
  });
});
