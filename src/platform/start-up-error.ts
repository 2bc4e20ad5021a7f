/** Why the program cannot start, as one sentence that says what to do. Shown without a stack trace. */
export class StartUpError extends Error {
  override readonly name = 'StartUpError';
}
