// A reason not to start that a person can mend: printed as one sentence, exit code 1, no stack.

export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartError';
  }
}
