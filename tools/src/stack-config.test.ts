import { expect } from 'chai';
import { parseEnvFile } from './env-file.js';
import { nextWait } from './keep-running.js';
import { portsOf, portTaken, readStackConfig, type StackConfig, type Variables } from './stack-config.js';

const read = (variables: Variables): StackConfig => readStackConfig(variables) as StackConfig;

describe('what make up is asked to run', () => {
  it('without variables the usual ports and the simulator are taken', () => {
    expect(read({})).to.deep.include({
      ingestPort: 3000,
      workerPort: 3001,
      simulatorPort: 3002,
      simulator: true,
    });
  });

  it('with a GITHUB_APP_ID no simulator is started, and its port need not be free', () => {
    const config = read({ GITHUB_APP_ID: '12' });
    expect(config.simulator).to.equal(false);
    expect(portsOf(config).map(({ variable }) => variable)).to.deep.equal(['PORT', 'WORKER_PORT']);
  });

  it('an empty variable is an unset one', () => {
    expect(read({ GITHUB_APP_ID: '', REDIS_URL: ' ', PORT: '' })).to.deep.equal(read({}));
  });

  it('everything that is wrong is named at once', () => {
    const result = readStackConfig({ PORT: 'x', WORKER_PORT: '70000' }) as { problems: string[] };
    expect(result.problems.join(' ')).to.include('PORT is "x"').and.include('WORKER_PORT is "70000"');
  });

  it('one port for two programs is refused', () => {
    expect(readStackConfig({ WORKER_PORT: '3000' })).to.have.property('problems');
  });

  it('a taken port is told with its number and the variable that moves it', () => {
    expect(portTaken(3001, 'WORKER_PORT')).to.include('3001').and.include('make up WORKER_PORT=3101');
  });
});

describe('env files', () => {
  it('a value is taken as it stands, with its equals signs and spaces', () => {
    expect(parseEnvFile('A=1=2\nexport B= x y \n\n# C=3\r\nD=\n')).to.deep.equal({
      A: '1=2',
      B: ' x y',
      D: '',
    });
  });

  it('quotes around a whole value fall away', () => {
    expect(parseEnvFile(`A="x y"\nB='z'\nC="a'`)).to.deep.equal({ A: 'x y', B: 'z', C: `"a'` });
  });

  it('a line that is no assignment is refused with its number', () => {
    expect(() => parseEnvFile('A=1\nnonsense')).to.throw('line 2');
  });
});

describe('starting again', () => {
  it('a program that keeps ending is started ever later, up to half a minute', () => {
    let wait = 0;
    const waits = Array.from({ length: 7 }, () => (wait = nextWait(wait, 500)));
    expect(waits).to.deep.equal([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('a program that ran well for a minute is started at once again', () => {
    expect(nextWait(30_000, 60_000)).to.equal(1000);
  });
});
