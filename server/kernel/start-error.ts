/**
 * The program cannot start, and the operator can do something about it. `main.ts` prints the message, one line that
 * names the setting or resource and what to do, and exits with code 1; no stack.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
