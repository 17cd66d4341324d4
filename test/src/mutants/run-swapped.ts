// A process that runs test files while one module of the rules is read from a text instead of its file: nothing is
// copied or written, and a mutant exists in this process alone. Exit code 1 when a test fails.
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import Mocha from 'mocha';

export interface SwappedSource {
  /** The `file:` URL of the compiled module. */
  readonly url: string;
  /** JavaScript. */
  readonly source: string;
}

/** The variable that holds a `SwappedSource` as JSON; unset = the rules as they are. */
export const SWAP_VARIABLE = 'TANDEM_MUTANT';
/** Of one test, by the clock: a busy machine must not be taken for a failing rule. */
const TEST_TIMEOUT_MS = 60_000;

if (process.argv[1] === import.meta.filename) await runTests(process.argv.slice(2));

async function runTests(files: readonly string[]): Promise<void> {
  const given = process.env[SWAP_VARIABLE];
  if (given !== undefined) {
    register('./swap-hooks.js', import.meta.url, { data: JSON.parse(given) as SwappedSource });
  }
  const mocha = new Mocha({ ui: 'bdd', reporter: 'min', bail: true, timeout: TEST_TIMEOUT_MS });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  // Imported here and not by mocha: it requires what it can, and that goes past the hooks.
  for (const file of files) await import(pathToFileURL(file).href);
  mocha.run((failures) => process.exit(failures === 0 ? 0 : 1));
}
