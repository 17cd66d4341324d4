// Mocha's readable output, plus the counts in a file for the program that adds up several runs.
import fs = require('node:fs');
import Mocha = require('mocha');

class SummaryReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { output } = options.reporterOptions as { output: string };
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      fs.writeFileSync(output, JSON.stringify({ passed: passes, failed: failures, pending }));
    });
  }
}

export = SummaryReporter;
